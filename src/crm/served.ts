import { operations, type CrmOperationKey, type Operation } from '../zoho/operations.js'
import type { Answers } from '../zoho/rules.js'
import { handlers } from './operations/handlers.js'
import type { Handler } from './request-context.js'

/** An operation at a URL, with what answers it. */
export type ServedOperation = Operation & { readonly handler: Handler }

const documented = (Object.keys(handlers) as CrmOperationKey[]).map((key): ServedOperation => ({ ...operations[key], handler: handlers[key] }))
const observed = [...documented, ...documented.flatMap(inLowerCase)]

/** The CRM's operations at all their URLs. With `observed`, `Attachments` may be in lower case. */
export function servedOperations (answers: Answers): readonly ServedOperation[] {
  return answers === 'observed' ? observed : documented
}

/** The operation with `attachments` in lower case in its path; none if its path has no `Attachments`. */
function inLowerCase (operation: ServedOperation): ServedOperation[] {
  const path = operation.path.replace('/Attachments', '/attachments')
  return path === operation.path ? [] : [{ ...operation, path }]
}
