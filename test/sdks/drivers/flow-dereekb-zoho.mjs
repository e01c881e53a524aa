import {
  zohoCrmCreateNotesForRecord, zohoCrmDeleteRecord, zohoCrmGetNotesForRecord, zohoCrmGetRecordById, zohoCrmInsertRecord,
  zohoCrmSearchRecords, zohoCrmUpdateRecord, zohoCrmUpsertRecord
} from '@dereekb/zoho'
import { flow } from './lib/flow.mjs'
import { loadDereekb } from './lib/dereekb.mjs'

flow(async job => {
  const { crmContext, operations } = loadDereekb(job)
  return {
    ...operations,
    create: async ({ module, fields }) => ofDetails(await zohoCrmInsertRecord(crmContext)({ module, data: sent(fields) })),
    get: async ({ module, record, fields }) => {
      const found = await zohoCrmGetRecordById(crmContext)({ module, id: record }).catch(error => error)
      return found instanceof Error ? { seenAs: found.constructor.name } : { rows: [valuesOf(found, fields)] }
    },
    search: async ({ module, criteria, fields }) => {
      const [, field, filter, value] = /^\((\w+):(\w+):(.*)\)$/.exec(criteria)
      const { data } = await zohoCrmSearchRecords(crmContext)({ module, criteria: [{ field, filter, value }] })
      return { rows: data.map(found => valuesOf(found, fields)) }
    },
    update: async ({ module, record, fields }) => ofDetails(await zohoCrmUpdateRecord(crmContext)({ module, data: { id: record, ...sent(fields) } })),
    // The package has no parameter for the fields to check.
    upsert: async ({ module, fields }) => ofDetails(await zohoCrmUpsertRecord(crmContext)({ module, data: sent(fields) })),
    createNote: async ({ module, record, fields }) => rowsOf(await zohoCrmCreateNotesForRecord(crmContext)({ module, id: record, notes: fields })),
    getNotes: async ({ module, record, fields }) => {
      const { data } = await zohoCrmGetNotesForRecord(crmContext)({ module, id: record, fields: fields.join() })
      return { rows: data.map(found => valuesOf(found, fields)) }
    },
    getNote: async ({ note, fields }) => ({ rows: [valuesOf(await zohoCrmGetRecordById(crmContext)({ module: 'Notes', id: note }), fields)] }),
    delete: ({ module, record }) => remove({ module, ids: record }),
    deleteMany: ({ module, record, others = [] }) => remove({ module, ids: [record, ...others] })
  }

  async function remove (input) {
    return rowsOf(await zohoCrmDeleteRecord(crmContext)(input))
  }
})

function rowsOf ({ successItems, errorItems }) {
  return { rows: [...successItems, ...errorItems].map(({ result = {}, ...entry }) => rowOf({ ...entry, ...result })) }
}

const rowOf = ({ code, message, status, details }) => ({ code, message, status, id: details?.id })

function ofDetails ({ id }) {
  return { rows: [{ id }] }
}

/** Choices are texts to this package. */
function sent (fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value?.choice ?? value]))
}

function valuesOf (record, fields) {
  return Object.fromEntries(['id', ...fields].map(field => [field, plain(record[field])]))
}

function plain (value) {
  if (Array.isArray(value)) return value.map(plain)
  return value?.id === undefined ? value : { id: value.id, name: value.name ?? value.File_Name }
}
