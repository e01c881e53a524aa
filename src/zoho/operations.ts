import type { ScopeOperation, ScopePartner, OwnScope } from './scopes.js'

/** A row of the table: a method at a URL. */
interface Row<Name extends string> {
  /** Name in faults, seeds, journal entries and criteria. Two rows may share one. */
  readonly name: Name
  /** `crm` is served below `/crm`, `accounts` below `/oauth/v2`. */
  readonly api: 'crm' | 'accounts'
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Relative to the API's prefix. */
  readonly path: string
  /** What the scopes of a token have to allow. Without it any token will do. */
  readonly scope?: ModuleScope | ScopeOfItsOwn
  /** Which modules have it; without it all have. */
  readonly only?: 'with notes' | 'with photos'
  /** What a fault may do to it. Without it the operation takes no faults. */
  readonly faults?: FaultPhases
}

/** A scope that is for the module in the URL. */
interface ModuleScope {
  readonly allows: ScopeOperation
  /** Between the operation and its module in a sentence. */
  readonly preposition: 'to' | 'of' | 'from' | 'in'
  /** What needs a scope beside the module's; that is all that is needed where it is absent. */
  readonly beside?: ScopePartner
  readonly of?: undefined
}

/** A scope that is for no module. */
interface ScopeOfItsOwn {
  readonly allows: ScopeOperation
  readonly preposition?: undefined
  readonly beside: ScopePartner
  /** What it is for. */
  readonly of: OwnScope
}

/** Where a fault can act in an operation, besides the headers. */
interface FaultPhases {
  /** In which body the connection may break: the request's or the response's. */
  readonly body?: 'request' | 'answer'
  /** Whether it stores, deletes or issues something, so that the response may fail afterwards. */
  readonly commits?: boolean
}

/** The URL of a module's records. */
const RECORDS = '/:version/:module'
/** The URL of the metadata of modules. */
const MODULES = '/:version/settings/modules'
/** The URL of one record. */
const RECORD = `${RECORDS}/:record` as const
/** The URL of a record's attachments. */
const ATTACHMENTS = `${RECORD}/Attachments` as const
/** The URL of one attachment. */
const ATTACHMENT = `${ATTACHMENTS}/:attachment` as const
/** The URL of a record's notes. */
const NOTES = `${RECORD}/Notes` as const
/** The URL of a record's photo. */
const PHOTO = `${RECORD}/photo` as const
/** The URL of Zoho's file system. */
const FILES = '/:version/files'

/**
 * Every operation of the double. Routes, faults, the journal's criteria and what a seed may deny are derived from this table;
 * a URL refuses the methods that it does not have here.
 */
export const operations = {
  upload: { name: 'upload', api: 'crm', method: 'POST', path: ATTACHMENTS, scope: { allows: 'CREATE', preposition: 'to', beside: 'attachments' }, faults: { body: 'request', commits: true } },
  list: { name: 'list', api: 'crm', method: 'GET', path: ATTACHMENTS, scope: { allows: 'READ', preposition: 'of', beside: 'attachments' }, faults: {} },
  download: { name: 'download', api: 'crm', method: 'GET', path: ATTACHMENT, scope: { allows: 'READ', preposition: 'from', beside: 'attachments' }, faults: { body: 'answer' } },
  deleteOne: { name: 'delete', api: 'crm', method: 'DELETE', path: ATTACHMENT, scope: { allows: 'DELETE', preposition: 'from', beside: 'attachments' }, faults: { commits: true } },
  deleteMany: { name: 'delete', api: 'crm', method: 'DELETE', path: ATTACHMENTS, scope: { allows: 'DELETE', preposition: 'from', beside: 'attachments' }, faults: { commits: true } },
  users: { name: 'users', api: 'crm', method: 'GET', path: '/:version/users' },
  org: { name: 'org', api: 'crm', method: 'GET', path: '/:version/org' },
  // The names are those of zoho/crm-oas v8.0/record (ff5c91b).
  createRecords: { name: 'createRecords', api: 'crm', method: 'POST', path: RECORDS, scope: { allows: 'CREATE', preposition: 'in' }, faults: { commits: true } },
  getRecords: { name: 'getRecords', api: 'crm', method: 'GET', path: RECORDS, scope: { allows: 'READ', preposition: 'of' }, faults: {} },
  updateRecords: { name: 'updateRecords', api: 'crm', method: 'PUT', path: RECORDS, scope: { allows: 'UPDATE', preposition: 'in' }, faults: { commits: true } },
  deleteRecords: { name: 'deleteRecords', api: 'crm', method: 'DELETE', path: RECORDS, scope: { allows: 'DELETE', preposition: 'from' }, faults: { commits: true } },
  upsertRecords: { name: 'upsertRecords', api: 'crm', method: 'POST', path: `${RECORDS}/upsert`, scope: { allows: 'CREATE', preposition: 'in' }, faults: { commits: true } },
  searchRecords: { name: 'searchRecords', api: 'crm', method: 'GET', path: `${RECORDS}/search`, scope: { allows: 'READ', preposition: 'of', beside: 'search' }, faults: {} },
  getRecord: { name: 'getRecord', api: 'crm', method: 'GET', path: RECORD, scope: { allows: 'READ', preposition: 'of' }, faults: {} },
  updateRecord: { name: 'updateRecords', api: 'crm', method: 'PUT', path: RECORD, scope: { allows: 'UPDATE', preposition: 'in' }, faults: { commits: true } },
  deleteRecord: { name: 'deleteRecords', api: 'crm', method: 'DELETE', path: RECORD, scope: { allows: 'DELETE', preposition: 'from' }, faults: { commits: true } },
  createNotes: { name: 'createNotes', api: 'crm', method: 'POST', path: NOTES, scope: { allows: 'CREATE', preposition: 'in', beside: 'notes' }, only: 'with notes', faults: { commits: true } },
  getNotes: { name: 'getNotes', api: 'crm', method: 'GET', path: NOTES, scope: { allows: 'READ', preposition: 'of', beside: 'notes' }, only: 'with notes', faults: {} },
  // The names are those of zoho/crm-oas v8.0/record_photo (ff5c91b).
  uploadRecordPhoto: { name: 'uploadRecordPhoto', api: 'crm', method: 'POST', path: PHOTO, scope: { allows: 'CREATE', preposition: 'in' }, only: 'with photos', faults: { body: 'request', commits: true } },
  getRecordPhoto: { name: 'getRecordPhoto', api: 'crm', method: 'GET', path: PHOTO, scope: { allows: 'READ', preposition: 'of' }, only: 'with photos', faults: { body: 'answer' } },
  deleteRecordPhoto: { name: 'deleteRecordPhoto', api: 'crm', method: 'DELETE', path: PHOTO, scope: { allows: 'DELETE', preposition: 'from' }, only: 'with photos', faults: { commits: true } },
  // The names are those of zoho/crm-oas v8.0/modules, v8.0/fields and v8.0/related_lists (381a419).
  getModules: { name: 'getModules', api: 'crm', method: 'GET', path: MODULES, scope: { allows: 'READ', beside: 'settings', of: 'modules' }, faults: {} },
  getModuleByApiName: { name: 'getModuleByApiName', api: 'crm', method: 'GET', path: `${MODULES}/:module`, scope: { allows: 'READ', beside: 'settings', of: 'modules' }, faults: {} },
  getFields: { name: 'getFields', api: 'crm', method: 'GET', path: '/:version/settings/fields', scope: { allows: 'READ', beside: 'settings', of: 'fields' }, faults: {} },
  getRelatedLists: { name: 'getRelatedLists', api: 'crm', method: 'GET', path: '/:version/settings/related_lists', scope: { allows: 'READ', beside: 'settings', of: 'related_lists' }, faults: {} },
  // The names are those of zoho/crm-oas v8.0/files (ff5c91b).
  uploadFiles: { name: 'uploadFiles', api: 'crm', method: 'POST', path: FILES, scope: { allows: 'CREATE', beside: 'files', of: 'files' }, faults: { body: 'request', commits: true } },
  getFile: { name: 'getFile', api: 'crm', method: 'GET', path: FILES, scope: { allows: 'READ', beside: 'files', of: 'files' }, faults: { body: 'answer' } },
  token: { name: 'token', api: 'accounts', method: 'POST', path: '/token', faults: { commits: true } },
  revoke: { name: 'revoke', api: 'accounts', method: 'POST', path: '/token/revoke' },
  auth: { name: 'auth', api: 'accounts', method: 'GET', path: '/auth' }
} as const satisfies Readonly<Record<string, Row<string>>>

type Operations = typeof operations
type KeysOf<Shape> = { [Key in keyof Operations]: Operations[Key] extends Shape ? Key : never }[keyof Operations]

/** The table's key of a CRM operation. */
export type CrmOperationKey = KeysOf<{ readonly api: 'crm' }>
export type OperationName = Operations[keyof Operations]['name']
export type Operation = Row<OperationName>
/** Names of the operations that take faults. */
export type FaultableOperation = Operations[KeysOf<{ readonly faults: object }>]['name']
/** Names of the operations that need a scope, and that a seed may deny a user. */
export type ScopedOperation = Operations[KeysOf<{ readonly scope: object }>]['name']

const all: readonly Operation[] = Object.values(operations)

/** The operations of an API, in table order. */
export function operationsOf (api: Operation['api']): Operation[] {
  return all.filter(operation => operation.api === api)
}

/** Whether a record may stand in one of the URLs of an operation. */
export function namesRecord (name: FaultableOperation): boolean {
  return all.some(operation => operation.name === name && operation.path.includes('/:record'))
}

/** Whether a module may stand in one of the URLs of an operation. */
export function namesModule (name: FaultableOperation): boolean {
  return all.some(operation => operation.name === name && operation.path.includes('/:module'))
}

/** Whether any URL with so many segments is that of the operation, so that those of other APIs have to be told apart from it. */
export function isOpen ({ path }: Operation): boolean {
  return /^(\/:\w+)+$/.test(path)
}

type RowWithFaults = Row<FaultableOperation> & { readonly faults: FaultPhases }

/** Whether an operation takes faults. */
export function takesFaults (operation: Operation): operation is RowWithFaults {
  return operation.faults !== undefined
}

const isScoped = (operation: Operation): operation is Row<ScopedOperation> => operation.scope !== undefined

/** Each name once, in table order. */
function namesOf<Name extends OperationName> (chosen: ReadonlyArray<Row<Name>>): Name[] {
  return [...new Set(chosen.map(({ name }) => name))]
}

export const operationNames = namesOf(all)
export const faultableOperations = namesOf(all.filter(takesFaults))
export const scopedOperations = namesOf(all.filter(isScoped))

/** Names of the operations that store, delete or issue something. */
export const committingOperations = namesOf(all.filter(takesFaults).filter(({ faults }) => faults.commits))

/** Names of the operations that send a file. */
export const sendingOperations = namesOf(all.filter(takesFaults).filter(({ faults }) => faults.body === 'answer'))

/** Names of the operations in whose body, that of the request or of the answer, a connection may break. */
export const operationsWithBody = namesOf(all.filter(takesFaults).filter(({ faults }) => faults.body !== undefined))

/** What a fault may do to an operation, at any of its URLs. */
export function faultPhasesOf (name: FaultableOperation): FaultPhases {
  return (all.filter(takesFaults).find(operation => operation.name === name) as RowWithFaults).faults
}

/** Lists the URLs of an API: “{module}/{record}/Attachments, {module} and org”. */
export function describeUrls (api: Operation['api']): string {
  const urls = [...new Set(operationsOf(api).map(({ path }) => path))].map(url => url.replace(/^\/:version\//, '').replaceAll(/:(\w+)/g, '{$1}'))
  return [urls.slice(0, -1).join(', '), urls.at(-1)].join(' and ')
}
