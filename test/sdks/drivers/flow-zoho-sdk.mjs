import { flow } from './lib/flow.mjs'
import { fileOperations } from './lib/sdk-files.mjs'
import { noteOperations } from './lib/sdk-notes.mjs'
import { loadSdk } from './lib/sdk.mjs'
import { recordOperations } from './lib/sdk-records.mjs'

flow(async job => {
  const { sdk, operations } = await loadSdk(job)
  return {
    ...operations,
    ...recordOperations(sdk, sdk.Record, module => new sdk.Record.RecordOperations(module)),
    ...noteOperations(sdk),
    ...fileOperations(sdk, { ...sdk.Files, Operations: sdk.Files.FilesOperations })
  }
})
