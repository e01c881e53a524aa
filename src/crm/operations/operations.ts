import { deleteMany, deleteOne } from './delete.js'
import { download } from './download.js'
import { list } from './list.js'
import type { Operation } from './operation.js'
import { org, users } from './people.js'
import { upload } from './upload.js'

/** All that the CRM surface does; the methods that a URL does not have here are refused. */
export const operations: readonly Operation[] = [upload, list, download, deleteOne, deleteMany, users, org]
