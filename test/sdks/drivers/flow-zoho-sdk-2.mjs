import { flow } from './lib/flow.mjs'
import { loadSdk2 } from './lib/sdk-2.mjs'
import { fileOperations } from './lib/sdk-files.mjs'
import { noteOperations } from './lib/sdk-notes.mjs'
import { recordOperations } from './lib/sdk-records.mjs'

flow(async job => {
  const { sdk, operations } = await loadSdk2(job)
  const all = new sdk.Records.RecordOperations()
  // This SDK takes the module with each call.
  const operationsOf = module => ({
    createRecords: body => all.createRecords(module, body),
    getRecord: id => all.getRecord(id, module),
    searchRecords: parameters => all.searchRecords(module, parameters),
    updateRecord: (id, body) => all.updateRecord(id, module, body),
    upsertRecords: body => all.upsertRecords(module, body),
    deleteRecord: id => all.deleteRecord(id, module),
    deleteRecords: parameters => all.deleteRecords(module, parameters)
  })
  return {
    ...operations,
    ...recordOperations(sdk, sdk.Records, operationsOf),
    ...noteOperations({ ...sdk, Record: sdk.Records }),
    ...fileOperations(sdk, { ...sdk.File, Operations: sdk.File.FileOperations })
  }
})
