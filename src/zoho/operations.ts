import type { ScopeOperation } from './scopes.js'

/** A row of the table: something that can be asked for, which is a method at a URL. */
interface Row<Name extends string> {
  /** As faults, seeds, the journal and its criteria name it; two may share a name. */
  readonly name: Name
  /** Whose it is: below `/crm`, or below `/oauth/v2`. */
  readonly api: 'crm' | 'accounts'
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the prefix of its API. */
  readonly path: string
  /** What a scope has to allow, and how a sentence goes on that says so; any token will do where absent. */
  readonly scope?: { readonly allows: ScopeOperation, readonly preposition: 'to' | 'of' | 'from' }
  /** What a fault may do to it; none is for it where absent. */
  readonly faults?: FaultPhases
}

/** Where in an operation a fault can act, beside its headers. */
interface FaultPhases {
  /** Which body a connection may break in: what the client sends, or what it is sent. */
  readonly body?: 'request' | 'answer'
  /** Whether something is stored, deleted or given, after which the answer may fail. */
  readonly commits?: boolean
}

/** The URL of a record's attachments. */
const ATTACHMENTS = '/:version/:module/:record/Attachments'
/** The URL of one of them. */
const ATTACHMENT = `${ATTACHMENTS}/:attachment` as const

/**
 * All that the double can be asked for. Routes, faults, the journal's criteria and what a seed may deny follow from it; the
 * methods that a URL does not have here are refused.
 */
export const operations = {
  upload: { name: 'upload', api: 'crm', method: 'POST', path: ATTACHMENTS, scope: { allows: 'CREATE', preposition: 'to' }, faults: { body: 'request', commits: true } },
  list: { name: 'list', api: 'crm', method: 'GET', path: ATTACHMENTS, scope: { allows: 'READ', preposition: 'of' }, faults: {} },
  download: { name: 'download', api: 'crm', method: 'GET', path: ATTACHMENT, scope: { allows: 'READ', preposition: 'from' }, faults: { body: 'answer' } },
  deleteOne: { name: 'delete', api: 'crm', method: 'DELETE', path: ATTACHMENT, scope: { allows: 'DELETE', preposition: 'from' }, faults: { commits: true } },
  deleteMany: { name: 'delete', api: 'crm', method: 'DELETE', path: ATTACHMENTS, scope: { allows: 'DELETE', preposition: 'from' }, faults: { commits: true } },
  users: { name: 'users', api: 'crm', method: 'GET', path: '/:version/users' },
  org: { name: 'org', api: 'crm', method: 'GET', path: '/:version/org' },
  token: { name: 'token', api: 'accounts', method: 'POST', path: '/token', faults: { commits: true } },
  revoke: { name: 'revoke', api: 'accounts', method: 'POST', path: '/token/revoke' },
  auth: { name: 'auth', api: 'accounts', method: 'GET', path: '/auth' }
} as const satisfies Readonly<Record<string, Row<string>>>

type Operations = typeof operations
type KeysOf<Shape> = { [Key in keyof Operations]: Operations[Key] extends Shape ? Key : never }[keyof Operations]

/** The key of an operation of the CRM in the table. */
export type CrmOperationKey = KeysOf<{ readonly api: 'crm' }>
export type OperationName = Operations[keyof Operations]['name']
export type Operation = Row<OperationName>
/** The operations that faults are for. */
export type FaultyOperation = Operations[KeysOf<{ readonly faults: object }>]['name']
/** The operations that a scope is needed for, and that a seed may deny a user. */
export type ScopedOperation = Operations[KeysOf<{ readonly scope: object }>]['name']

const all: readonly Operation[] = Object.values(operations)

/** The operations of an API, in the order of the table. */
export function operationsOf (api: Operation['api']): Operation[] {
  return all.filter(operation => operation.api === api)
}

type Faulty = Row<FaultyOperation> & { readonly faults: FaultPhases }

/** Whether faults are for an operation. */
export function isFaulty (operation: Operation): operation is Faulty {
  return operation.faults !== undefined
}

const isScoped = (operation: Operation): operation is Row<ScopedOperation> => operation.scope !== undefined

/** Each name once, in the order of the table. */
function namesOf<Name extends OperationName> (chosen: ReadonlyArray<Row<Name>>): Name[] {
  return [...new Set(chosen.map(({ name }) => name))]
}

export const operationNames = namesOf(all)
export const faultyOperations = namesOf(all.filter(isFaulty))
export const scopedOperations = namesOf(all.filter(isScoped))

/** What a fault may do to an operation, whichever of its URLs it is asked for at. */
export function faultPhasesOf (name: FaultyOperation): FaultPhases {
  return (all.filter(isFaulty).find(operation => operation.name === name) as Faulty).faults
}

/** The URLs of an API with their methods, in words: “POST or GET {module}/{record}/Attachments and GET org”. */
export function describeOperations (api: Operation['api']): string {
  const own = operationsOf(api)
  const urls = [...new Set(own.map(({ path }) => path))].map(url => {
    const methods = own.filter(({ path }) => path === url).map(({ method }) => method)
    return `${inWords(methods, 'or')} ${url.replace(/^\/:version\//, '').replaceAll(/:(\w+)/g, '{$1}')}`
  })
  return inWords(urls, 'and')
}

function inWords (words: readonly string[], conjunction: 'and' | 'or'): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(word => word !== '').join(` ${conjunction} `)
}
