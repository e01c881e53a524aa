import type { CrmOperationKey } from '../../zoho/operations.js'
import type { Handler } from '../request-context.js'
import { deleteMany, deleteOne } from './delete.js'
import { deleteRecord, deleteRecords } from './delete-records.js'
import { download } from './download.js'
import { getFile, uploadFiles } from './files.js'
import { list } from './list.js'
import { createNotes, getNotes } from './notes.js'
import { org, users } from './people.js'
import { deleteRecordPhoto, getRecordPhoto, uploadRecordPhoto } from './photo.js'
import { getRecord, getRecords } from './read-records.js'
import { searchRecords } from './search-records.js'
import { getFields, getModuleByApiName, getModules, getRelatedLists } from './settings.js'
import { upload } from './upload.js'
import { createRecords, updateRecord, updateRecords, upsertRecords } from './write-records.js'

/** The handler of each CRM operation. */
export const handlers: Readonly<Record<CrmOperationKey, Handler>> = {
  upload,
  list,
  download,
  deleteOne,
  deleteMany,
  users,
  org,
  createRecords,
  getRecords,
  updateRecords,
  deleteRecords,
  upsertRecords,
  searchRecords,
  getRecord,
  updateRecord,
  deleteRecord,
  createNotes,
  getNotes,
  uploadRecordPhoto,
  getRecordPhoto,
  deleteRecordPhoto,
  getModules,
  getModuleByApiName,
  getFields,
  getRelatedLists,
  uploadFiles,
  getFile
}
