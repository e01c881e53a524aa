import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import type { Options } from '../../src/options.js'
import { ruleNames, type RuleName } from '../../src/zoho/rules.js'
import { loadCases, outgoing, seedPath, versionsOf, type CaseRequest } from '../helpers/cases.js'
import { MULTIPART, multipartBody, type Part } from '../helpers/multipart.js'
import { build } from '../helpers/server.js'

/** Given before a request is in the journal, or only while a sandbox is replaced. */
const NOT_HERE: readonly RuleName[] = ['request.timeout', 'request.headers-too-large', 'server.unavailable']
/** Nothing has to change after these. */
const GOOD: readonly RuleName[] = ['upload.stored', 'list.listed', 'list.empty', 'list.not-modified', 'download.sent', 'delete.deleted', 'accounts.revoked', 'records.created', 'records.updated', 'records.upserted', 'records.read', 'records.none', 'records.deleted', 'photo.uploaded', 'photo.sent', 'photo.none', 'photo.deleted', 'files.stored', 'files.sent', 'settings.described', 'settings.none', 'settings.no-related-lists', 'settings.not-modified']
const encode = (parts: readonly Part[]): { type: string, body: Buffer } => ({ type: MULTIPART, body: multipartBody(parts) })

/** Sends a request, and returns what the journal has of it. */
async function journalled (app: FastifyInstance, request: CaseRequest, version = 'v8'): Promise<JournalRequest | undefined> {
  const { method, url, headers, body } = outgoing(request, version, encode)
  const reply = await app.inject({ method: method as 'GET', url, headers, ...body !== undefined && { payload: body } })
  const id = reply.headers['x-mock-request-id']
  const found = await app.inject(`/_mock/requests/${String(id)}`)
  return found.statusCode === 200 ? found.json() : undefined
}

const servers = new Map<string, Promise<FastifyInstance>>()

/** A server for all cases with the same options. */
function serverFor (options: Options): Promise<FastifyInstance> {
  const key = JSON.stringify(options)
  const known = servers.get(key) ?? build(t, { allowedHosts: ['mock.test'], ...options })
  servers.set(key, known)
  return known
}

t.test('whoever is refused is told in short what to change', async t => {
  const advised = new Set<string>()
  for (const row of loadCases()) {
    const { name, rule, options = {}, answers = 'documented', seed, request, meanwhile, timeout } = row
    // What is no good HTTP, or takes a socket, is not in the journal of a request that is injected.
    if (request.raw !== undefined || meanwhile !== undefined || timeout !== undefined) continue
    const app = await serverFor({ ...options, answers, ...seed !== undefined && { seed: seedPath(seed) } } as Options)
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    const [version = 'v8'] = versionsOf(row)
    for (const before of row.before ?? []) await journalled(app, before, version)
    const entry = await journalled(app, request, version)
    if (entry === undefined) continue
    if (GOOD.includes(rule)) {
      t.equal(entry.advice, undefined, `${name}: none`)
      continue
    }
    const { text = '' } = entry.advice ?? {}
    advised.add(entry.answer?.rule as string)
    t.match(text, /^[A-Z].*\.$/, `${name}: ${text}`)
    t.ok(text.length <= 170 && text.split(/\.(?= |$)/).length <= 3, `${name}: one or two short sentences, not ${text.length} characters`)
    const token = request.token ?? ''
    if (token.length > 8) t.notOk(JSON.stringify(entry.advice).includes(token), `${name}: not the token`)
  }
  t.strictSame(ruleNames.filter(name => !GOOD.includes(name) && !advised.has(name)), NOT_HERE, 'every other rule')
})

const file: CaseRequest = { form: [{ name: 'file', filename: 'a.txt', content: 'hello' }] }

async function adviceOn (app: FastifyInstance, request: CaseRequest): Promise<JournalRequest['advice']> {
  return (await journalled(app, request.body === undefined ? { ...file, ...request } : request))?.advice
}

t.test('a name that is close to a module’s is mended in the advice', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'] })
  t.strictSame(await adviceOn(app, { path: '/crm/v8/lead/1/Attachments' }), { text: 'Write “Leads” into the URL, in this spelling.' })
  t.match(await adviceOn(app, { path: '/crm/v8/Vehicles/1/Attachments' }), { text: /add the custom module to “modules” of the seed/ })
  t.match(await adviceOn(app, { path: '/crm/v8/undefined/1/Attachments' }), { text: /into the URL, such as Leads/ })
})

t.test('advice about a missing record names the record, and that about scopes the fewest that are enough', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'] })
  t.match(await adviceOn(app, { path: '/crm/v8/Leads/4040404040404040404/Attachments?a=1' }), { create: { module: 'Leads', id: '4040404040404040404' } })
  const unreadable = await adviceOn(app, { path: '/crm/v8/Leads/{id}/Attachments' })
  t.strictSame(unreadable, { text: 'Write the id of the record into the URL, which has 1 to 20 digits.' })
  t.match(await adviceOn(app, { token: '1000.leads-only' }), { mint: { scopes: ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.attachments.CREATE'] } })
})

t.test('advice about a form that cannot be read quotes how it began, without its secrets', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'] })
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  t.match(await adviceOn(app, { headers, body: '[object FormData]' }), { text: /The body began with “\[object FormData\]”\.$/ })
  t.match(await adviceOn(app, { headers, body: `--${'a'.repeat(100)}\r\n` }), { text: /began with “--a{58}…”\.$/ })
  for (const body of ['', 'hello\r\nthere', 'client_secret=abcdefghijklmnop']) {
    t.notMatch((await adviceOn(app, { headers, body }))?.text, /began|hello|abcdefghijklmnop/)
  }
})

t.test('a fault that acted is named, and one that only delayed leaves the advice to the refusal', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'], fault: ['upload:INTERNAL_ERROR', 'upload:INTERNAL_ERROR@after-commit', 'upload:1ms:always'] })
  t.strictSame(await adviceOn(app, {}), { text: 'The fault fault-1 acted (answer server.internal-error). The request is good: see what the client does next.' })
  t.strictSame(await adviceOn(app, {}), { text: 'The fault fault-2 acted (answer server.internal-error after-commit). What was asked for is done: the client has to look before it tries again.' })
  t.match(await adviceOn(app, {}), { text: /^The fault fault-3 acted \(1 ms late\)/ })
  t.match(await adviceOn(app, { form: [{ name: 'attachment', filename: 'a.txt', content: 'hello' }] }), { text: /^Name the part of the file “file”/ })
})

t.test('an answer that the seed has for a token is told from one to the request', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'] })
  t.match(await adviceOn(app, { token: '1000.throttled' }), { text: /^The seed gives this answer to every request with this token/ })
  t.match(await adviceOn(app, { token: '1000.expired' }), { text: /^Get a new access token/, mint: { scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.Files.ALL'] } })
})

t.test('requests that went well have no advice', async t => {
  const app = await build(t, { allowedHosts: ['mock.test'] })
  t.equal(await adviceOn(app, {}), undefined)
})
