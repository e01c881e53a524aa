import type { CrmOperationKey } from '../../zoho/operations.js'
import type { Handler } from '../request-context.js'
import { deleteMany, deleteOne } from './delete.js'
import { download } from './download.js'
import { list } from './list.js'
import { org, users } from './people.js'
import { upload } from './upload.js'

/** The handler of each CRM operation. */
export const handlers: Readonly<Record<CrmOperationKey, Handler>> = { upload, list, download, deleteOne, deleteMany, users, org }
