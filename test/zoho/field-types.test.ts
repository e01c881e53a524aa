import t from 'tap'
import { fieldTypeNames, fieldTypes, type FieldType } from '../../src/zoho/field-types.js'

/** Values of each type, and values that are of another. */
const values: Readonly<Record<FieldType, { readonly good: readonly unknown[], readonly bad: readonly unknown[] }>> = {
  text: { good: ['', 'a'], bad: [5, true, {}] },
  textarea: { good: ['a\nb'], bad: [5] },
  picklist: { good: ['Red'], bad: [['Red']] },
  website: { good: ['example.com'], bad: [5] },
  phone: { good: ['+1 555'], bad: [555] },
  email: { good: ['a@example.com'], bad: ['a', 'a@b@c', 'a b@c', 5] },
  integer: { good: [5, -5], bad: [1.5, '5'] },
  bigint: { good: [5, '5', '-1234567890123456789'], bad: [1.5, '1.5', '12345678901234567890'] },
  double: { good: [1.5], bad: ['1.5'] },
  percent: { good: [50], bad: ['50%'] },
  currency: { good: [1.5], bad: ['$1'] },
  boolean: { good: [true, false], bad: ['true', 1] },
  date: { good: ['2021-05-03'], bad: ['03.05.2021', '2021-05-03T18:03:00Z'] },
  datetime: { good: ['2021-05-03T18:03:00+05:30', '2021-05-03T18:03Z', '2021-05-03T18:03:00.123Z'], bad: ['2021-05-03', '2021-05-03T18:03:00'] },
  lookup: { good: ['5', { id: '5' }, { id: '5', name: 'A' }], bad: ['A', { name: 'A' }, { id: 5 }, null] },
  ownerlookup: { good: [{ id: '5' }], bad: ['Patricia'] },
  userlookup: { good: [{ id: '5' }], bad: ['Patricia'] },
  multiselectpicklist: { good: [[], ['Red']], bad: ['Red'] },
  fileupload: { good: [['5'], [{ file_id: '5' }]], bad: ['5'] }
}

for (const type of fieldTypeNames) {
  t.test(`a field of the type ${type} takes its values and no others`, async t => {
    const { good, bad } = values[type]
    const { matches } = fieldTypes[type]
    for (const value of good) t.equal(matches(value), true, JSON.stringify(value))
    for (const value of bad) t.equal(matches(value), false, JSON.stringify(value))
  })
}
