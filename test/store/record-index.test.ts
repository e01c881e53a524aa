import t from 'tap'
import { searchable } from '../../src/store/record-index.js'
import { createRecords, type Fields, type ModuleRecord, type Records } from '../../src/store/records.js'

const person = { id: '1', name: 'A', email: '' }

function record (id: string, fields: Fields, module = 'Leads'): ModuleRecord {
  return { module, id, fields, owner: person, createdBy: person, modifiedBy: person, createdAt: 0, modifiedAt: 0 }
}

/** A world of any ids with some records. */
function recordsWith (...rows: readonly ModuleRecord[]): Records {
  const records = createRecords({ records: 'any', recordNames: {}, missingRecords: [] })
  for (const row of rows) records.put(row)
  return records
}

const idsInOrder = (records: Records): string[] => records.inOrder('Leads').map(({ id }) => id)

t.test('records are listed in the order of ids, whatever was written before and after they were listed first', async t => {
  const records = recordsWith(record('30', {}), record('4', {}))
  t.strictSame(idsInOrder(records), ['4', '30'])
  records.put(record('5', {}))
  records.put(record('100', {}))
  records.put(record('30', { City: 'B' }))
  t.strictSame(idsInOrder(records), ['4', '5', '30', '100'])
  t.strictSame(records.inOrder('Leads')[2]?.record?.fields, { City: 'B' })
  records.delete('Leads', '5')
  records.delete('Leads', '5')
  t.strictSame(idsInOrder(records), ['4', '30', '100'])
  t.strictSame(records.inOrder('Deals'), [])
  records.clear()
  t.strictSame(idsInOrder(records), [])
})

t.test('a record is found by its value in a field, and no longer after it changed or was deleted', async t => {
  const records = recordsWith(record('2', { City: 'Berlin' }), record('10', { City: 'BERLIN' }), record('3', { Amount: 5, Account_Name: { id: '77' } }))
  t.strictSame(records.withValue('Leads', 'City', 'berlin'), ['2', '10'])
  t.strictSame(records.withValue('Leads', 'Amount', '5'), ['3'])
  t.strictSame(records.withValue('Leads', 'Account_Name', '77'), ['3'])
  t.equal(records.newestWith('Leads', 'City', 'berlin', () => true), '10')
  t.equal(records.newestWith('Leads', 'City', 'berlin', id => id !== '10'), '2')
  t.equal(records.newestWith('Deals', 'City', 'berlin', () => true), undefined)
  records.put(record('2', { City: 'Rome' }))
  records.put(record('11', { City: 'berlin' }))
  t.strictSame(records.withValue('Leads', 'City', 'berlin'), ['10', '11'])
  t.strictSame(records.withValue('Leads', 'City', 'rome'), ['2'])
  records.delete('Leads', '10')
  records.delete('Leads', '2')
  t.strictSame(records.withValue('Leads', 'City', 'berlin'), ['11'])
  t.strictSame(records.withValue('Leads', 'City', 'rome'), [])
  t.strictSame(records.withValue('Deals', 'City', 'rome'), [])
})

t.test('a record that only has a name is found by it, unless it is missing', async t => {
  const records = createRecords({ records: 'any', recordNames: { Leads: { 5: 'Five', 6: 'Five' } }, missingRecords: ['6'] })
  t.strictSame(records.withValue('Leads', 'Last_Name', 'five'), ['5'])
  records.add('Leads', '6', 'Six')
  t.strictSame(records.withValue('Leads', 'Last_Name', 'six'), ['6'])
  const listed = createRecords({ records: { Leads: [{ id: '7' }] }, recordNames: {}, missingRecords: [] })
  t.strictSame(listed.withValue('Leads', 'Last_Name', 'leads 7'), ['7'])
})

t.test('records are still found by the values of more fields than are kept in an index', async t => {
  const names = Array.from({ length: 50 }, (_, index) => `F${index}`)
  const records = recordsWith(record('1', Object.fromEntries(names.map(name => [name, name]))))
  for (const round of [1, 2]) t.strictSame(names.flatMap(name => records.withValue('Leads', name, name.toLowerCase())), names.map(() => '1'), `round ${round}`)
})

t.test('a record with fields stays when the same id is deleted from another module', async t => {
  const records = recordsWith(record('7', {}), record('7', {}, 'Deals'))
  records.delete('Deals', '7')
  t.strictSame(['Leads', 'Deals', 'Contacts'].map(module => records.has(module, '7')), [true, false, false])
})

t.test('values are compared as texts in lower case, lookups by their ids, and what is empty or anything else not at all', async t => {
  t.strictSame(['Boyle', 7, true, { id: '11', name: 'A' }].map(searchable), ['boyle', '7', 'true', '11'])
  t.strictSame(['', null, undefined, [], {}, { id: 11 }].map(searchable), Array(6).fill(undefined))
})
