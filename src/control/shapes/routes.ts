import { CriteriaSchema } from '../../journal/match.js'
import { FaultSchema, FaultsSchema } from '../../faults/fault-schema.js'
import { StubSchema, StubsSchema } from '../../stubs/stub-schema.js'
import { bounds } from '../../json/bounds.js'
import { Duration, SignedDuration } from '../../json/duration.js'
import { RefusedAs, type Schema, type TypeOf } from '../../json/types.js'
import { parts } from '../../sandbox/sandbox.js'
import { ClockSchema, SeedSchema, UserSchema } from '../../seed/schema.js'
import { allScopes } from '../../zoho/scopes.js'
import { AllSandboxes, deleted, Digits, Faults, Health, id, integer, Record, Records, Requests, Summaries, SummariesQuery, text, TokenValue } from './common.js'
import type { ChangedPart } from './events.js'
import { RequestShape } from './request.js'
import type { Immutable, JsonOf } from './route-types.js'
import { AttachmentShape, ClockShape, FaultShape, TokenShape } from './sandbox.js'
import { Stubs } from './stub.js'
import { AuditShape, CatalogueShape, IndexShape, SamplesShape, SandboxShape } from './server.js'

/**
 * All routes of the control API, with what each takes and returns, in the order in which they are published. The routes,
 * the OpenAPI description and the client's types are made from this. `changes` is for `GET /events`; resets and loaded states
 * tell it themselves, since a watched seed resets sandboxes, too.
 */
export const routes = {
  'GET /': {
    summary: 'What this is, its version and its paths; the inspector page to a browser',
    response: { 200: { description: 'JSON, unless the client prefers HTML.', content: { 'application/json': { schema: IndexShape }, 'text/html': { schema: text } } } }
  },
  'GET /livez': { summary: 'Whether the process is up', response: { 200: Health } },
  'GET /readyz': { summary: 'Whether the seed is applied and the server listens; 503 while it closes', response: { 200: Health } },

  'POST /reset': {
    summary: 'Back to the seed, whole or in parts',
    body: { type: 'object', properties: { only: { type: 'array', items: { enum: parts }, description: 'What goes back; everything where absent.' } }, additionalProperties: false },
    response: { 200: { type: 'object', required: ['reset'], properties: { reset: { type: 'array', items: { enum: parts } } } } }
  },
  'GET /state': { summary: 'The whole sandbox in the format of seeds, bytes included', response: { 200: SeedSchema } },
  'PUT /state': {
    summary: 'Another state, or a seed that names no files, in the place of the sandbox’s own',
    body: SeedSchema,
    response: { 200: { type: 'object', required: ['attachments', 'files', 'tokens', 'users'], properties: { attachments: integer, files: integer, tokens: integer, users: integer } } }
  },

  'GET /clock': { summary: 'How the clock goes, and what it says', response: { 200: ClockShape } },
  'PUT /clock': { summary: 'Lets the clock go as the machine’s, stand still, or go so far from the machine’s', changes: ['clock', 'faults'], body: ClockSchema, response: { 200: ClockShape } },
  'POST /clock/advance': {
    summary: 'Moves the clock on, or back; one that goes as the machine’s is ahead of it from then on',
    changes: ['clock', 'faults'],
    body: { type: 'object', required: ['by'], properties: { by: SignedDuration }, additionalProperties: false },
    response: { 200: ClockShape }
  },

  'GET /tokens': {
    summary: 'Access tokens and refresh tokens',
    response: { 200: { type: 'object', required: ['tokens'], properties: { tokens: { type: 'array', items: TokenShape } } } }
  },
  'POST /tokens': {
    summary: 'Makes an access token',
    changes: ['tokens'],
    body: {
      type: 'object',
      properties: {
        token: TokenValue,
        user: { type: 'string', maxLength: bounds.name, description: 'The id of one of the users; the first of them where absent.' },
        scopes: { type: 'array', items: { type: 'string', maxLength: bounds.parameter }, maxItems: bounds.scopes, description: `${allScopes.join(', ')} where absent.` },
        lifetime: { anyOf: [Duration, { type: 'integer', minimum: 0, maximum: bounds.count }], description: 'A span of time, or seconds.' },
        as: RefusedAs
      },
      additionalProperties: false,
      description: 'A value of your own or one that is made; it never expires without a lifetime.'
    },
    response: { 200: TokenShape }
  },
  'DELETE /tokens': { summary: 'Forgets every token', changes: ['tokens'], ...deleted },
  'POST /tokens/expire': {
    summary: 'Makes an access token, or each that lives, expire now',
    changes: ['tokens'],
    body: { type: 'object', properties: { token: TokenValue }, additionalProperties: false },
    response: { 200: { type: 'object', required: ['expired'], properties: { expired: integer } } }
  },
  'DELETE /tokens/:token': { summary: 'Forgets a token', changes: ['tokens'], params: { type: 'object', required: ['token'], properties: { token: text } }, ...deleted },

  'GET /users': {
    summary: 'People, and what they are denied',
    response: { 200: { type: 'object', required: ['users'], properties: { users: { type: 'array', items: UserSchema } } } }
  },
  'POST /users': {
    summary: 'Adds or replaces a user',
    changes: ['users', 'tokens'],
    body: {
      type: 'object',
      required: ['name'],
      properties: UserSchema.properties,
      additionalProperties: false,
      description: 'One more, or another in the place of the one with this id; it is made where absent.'
    },
    response: { 200: UserSchema }
  },
  'DELETE /users/:id': { summary: 'Deletes a user; tokens go with their user', changes: ['users', 'tokens'], params: id, ...deleted },

  'GET /records': { summary: 'Which records there are', response: { 200: Records } },
  'POST /records': { summary: 'Makes a record, or gives one a name', changes: ['records'], body: Record, response: { 200: Record } },
  'DELETE /records': { summary: 'Takes every record away, with what is attached to it; those that are added then are all that there are', changes: ['records', 'attachments'], response: { 200: Records } },
  'DELETE /records/:module/:id': {
    summary: 'Takes a record away, with what is attached to it; where every id is a record, from every module',
    changes: ['records', 'attachments'],
    params: { type: 'object', required: ['module', 'id'], properties: { module: text, id: text } },
    ...deleted
  },

  'GET /attachments': {
    summary: 'What is attached, oldest first',
    querystring: { type: 'object', properties: { module: { type: 'string', description: 'API name.' }, record: text }, additionalProperties: false },
    response: { 200: { type: 'object', required: ['attachments'], properties: { attachments: { type: 'array', items: AttachmentShape } } } }
  },
  'GET /attachments/:id': { summary: 'One attachment', params: id, response: { 200: AttachmentShape } },
  'GET /attachments/:id/content': { summary: 'The bytes of a file, or of the Range that is asked for, to be saved and not shown', params: id, produces: ['application/octet-stream'] },

  'GET /requests': {
    summary: 'The requests that match, oldest first, and how many others had to make room',
    querystring: { type: 'object', properties: { ...CriteriaSchema.properties, status: Digits, limit: Digits }, additionalProperties: false },
    response: { 200: { type: 'object', required: ['requests', 'dropped'], properties: { requests: Requests, dropped: integer } } }
  },
  'DELETE /requests': { summary: 'Empties the journal', ...deleted },
  'GET /requests/summaries': {
    summary: 'The requests as rows of a list, newest first, a page at a time',
    querystring: SummariesQuery,
    response: { 200: Summaries }
  },
  'GET /requests/:id': { summary: 'One request', params: id, response: { 200: RequestShape } },
  'GET /requests/stream': { summary: 'Each request from now on, as server-sent events', produces: ['text/event-stream'] },
  'POST /requests/await': {
    summary: 'Waits for so many requests that match, those that are there counted in; 408 with the nearest misses where they do not come',
    body: {
      type: 'object',
      properties: {
        ...CriteriaSchema.properties,
        count: { type: 'integer', minimum: 1, maximum: 100_000, description: 'How many; 1 where absent.' },
        timeout: Duration
      },
      additionalProperties: false
    },
    response: { 200: { type: 'object', required: ['requests'], properties: { requests: Requests } } }
  },

  'GET /faults': { summary: 'The faults, with how often each has acted', response: { 200: Faults } },
  'POST /faults': {
    summary: 'Adds a fault, or a list of them; one that can never act is refused',
    changes: ['faults'],
    body: { anyOf: [FaultSchema, FaultsSchema] },
    response: { 200: Faults }
  },
  'DELETE /faults': { summary: 'Takes every fault away', changes: ['faults'], ...deleted },
  'PATCH /faults/:id': {
    summary: 'Turns a fault off, or on again: one that is off is for no request, and keeps its count',
    changes: ['faults'],
    params: id,
    body: { type: 'object', required: ['enabled'], properties: { enabled: { type: 'boolean' } }, additionalProperties: false },
    response: { 200: FaultShape }
  },
  'DELETE /faults/:id': { summary: 'Takes a fault away', changes: ['faults'], params: id, ...deleted },

  'GET /stubs': { summary: 'The stubs, with how often each has answered', response: { 200: Stubs } },
  'POST /stubs': {
    summary: 'Adds a stub, or a list of them: an answer to what is not mocked; one that can never answer is refused',
    changes: ['stubs'],
    body: { anyOf: [StubSchema, StubsSchema] },
    response: { 200: Stubs }
  },
  'DELETE /stubs': { summary: 'Takes every stub away', changes: ['stubs'], ...deleted },
  'DELETE /stubs/:id': { summary: 'Takes a stub away', changes: ['stubs'], params: id, ...deleted },

  'GET /events': {
    summary: 'What changes from now on, or since Last-Event-ID, as server-sent events',
    querystring: { type: 'object', properties: { sandbox: AllSandboxes }, additionalProperties: false },
    produces: ['text/event-stream']
  },
  'GET /audit': { summary: 'What the client did wrong without being refused, and the least scopes that would have done', response: { 200: AuditShape } },
  'GET /sandboxes': {
    summary: 'The named sandboxes, the one that was unused for longest first, and the default one',
    response: { 200: { type: 'object', required: ['sandboxes', 'default'], properties: { sandboxes: { type: 'array', items: SandboxShape }, default: SandboxShape } } }
  },
  'DELETE /sandboxes/:name': {
    summary: 'Forgets a sandbox, even while it answers; used again, it starts from the seed',
    params: { type: 'object', required: ['name'], properties: { name: text } },
    ...deleted
  },
  'GET /rules': { summary: 'Every answer, with its evidence and its source', response: { 200: CatalogueShape } },
  'GET /samples': { summary: 'How to send the first request: an upload that works in this sandbox as it is now, and the code that points each SDK at it', response: { 200: SamplesShape } },
  'GET /ca.pem': { summary: 'The authority that clients have to trust for HTTPS', produces: ['application/x-pem-file'] },
  'GET /openapi.json': { summary: 'This description, as OpenAPI 3.1', response: { 200: { type: 'object', properties: {}, description: 'An OpenAPI document.' } } }
} as const

type Routes = typeof routes
/** A method and a path below `/_mock`. */
export type RouteKey = keyof Routes

/** The answer of each route. */
type RouteAnswers = { readonly [Key in RouteKey]: Routes[Key] extends { readonly response: { readonly 200: infer Response } } ? JsonOf<Response> extends infer Literal extends Schema ? TypeOf<Literal> : never : never }
export type Answer<Key extends RouteKey> = RouteAnswers[Key]

/** The parameters, query and body of each route. */
type RouteInputs = { readonly [Key in RouteKey]: { readonly [Name in keyof Routes[Key] & ('params' | 'querystring' | 'body')]: Routes[Key][Name] extends Schema ? Immutable<TypeOf<Routes[Key][Name]>> : never } }
export type Sent<Key extends RouteKey> = RouteInputs[Key]

export const routeKeys = Object.keys(routes) as RouteKey[]

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Splits a route key into its method and its path below `/_mock`. */
export function routeOf (key: RouteKey): { readonly method: Method, readonly path: string } {
  const [method, path] = key.split(' ') as ['GET', string]
  return { method, path }
}

/** The options of a route for Fastify. GET routes also answer HEAD. */
export function route<Key extends RouteKey> (key: Key): { readonly method: Method, readonly url: string, readonly schema: Routes[Key], readonly config: { readonly changes?: readonly ChangedPart[] }, readonly exposeHeadRoute: boolean } {
  const { method, path } = routeOf(key)
  const { changes } = routes[key] as { readonly changes?: readonly ChangedPart[] }
  return { method, url: path, schema: routes[key], config: changes === undefined ? {} : { changes }, exposeHeadRoute: method === 'GET' }
}
