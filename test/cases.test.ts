import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Options } from '../src/options.js'
import { buildServer } from '../src/server.js'
import { accountsAnswerOf, answerOf, type RuleName } from '../src/zoho/rules.js'
import { blocks } from './helpers/blocks.js'
import { caseProperties, expand, loadCases, outgoing, seedPath, versionsOf, type Case } from './helpers/cases.js'
import { golden } from './helpers/golden.js'
import { BOUNDARY, MULTIPART, multipartBody, type Part } from './helpers/multipart.js'
import { head, parseReply, raw } from './helpers/raw.js'
import { NOW } from './helpers/server.js'
import { transports, type Reply, type Transport } from './helpers/transports.js'

const JSON_TYPE = 'application/json;charset=UTF-8'
/** Rules of successful responses. */
const SUCCESSES: ReadonlySet<RuleName> = new Set(['upload.stored', 'list.listed', 'download.sent', 'delete.deleted', 'accounts.revoked', 'records.created', 'records.updated', 'records.upserted', 'records.read', 'records.deleted', 'photo.uploaded', 'photo.sent', 'photo.deleted', 'settings.described', 'files.stored', 'files.sent'])
const encode = (parts: readonly Part[]): { type: string, body: Buffer } => ({ type: MULTIPART, body: multipartBody(parts) })

// Cases with the same options share a server, which is reset before each.
const servers = new Map<string, Promise<FastifyInstance>>()

function serverFor ({ options = {}, answers = 'documented', seed, timeout }: Case): Promise<FastifyInstance> {
  const all = { ...options, answers, ...seed !== undefined && { seed: seedPath(seed) } } as Options
  const key = JSON.stringify({ ...all, timeout })
  const known = servers.get(key) ?? start(all, timeout)
  servers.set(key, known)
  return known
}

async function start (options: Options, timeout?: number): Promise<FastifyInstance> {
  const app = buildServer({ clock: NOW, allowedHosts: ['mock.test'], ...options })
  // Node checks for late connections at this interval, which is missing from the types.
  if (timeout !== undefined) Object.assign(app.server, { headersTimeout: timeout, requestTimeout: timeout, connectionsCheckingInterval: timeout / 10 })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

function checkReply (t: Test, row: Case, version: string, { status, headers, body }: Reply): void {
  const { path, raw } = row.request
  const isAccounts = path?.startsWith('/oauth') ?? raw?.includes(' /oauth') ?? false
  const answer = (isAccounts ? accountsAnswerOf : answerOf)(row.rule, row.answers ?? 'documented')
  t.equal(status, answer.status, 'status')
  t.match(headers, { 'content-type': JSON_TYPE, ...row.response.headers }, 'headers')
  t.equal(body, golden(row.response.golden, body), 'body')
  t.equal(answer.evidence, row.evidence, 'evidence of the case and of the catalogue')
  const isRefused = !SUCCESSES.has(row.rule)
  t.equal(headers['x-mock-rule'], isRefused ? row.rule : undefined, 'x-mock-rule')
  t.equal(headers['x-mock-evidence'], isRefused ? row.evidence : undefined, 'x-mock-evidence')
  const { explain } = row.response
  if (explain !== undefined) t.equal(headers['x-mock-explain'], expand(explain).replaceAll('{version}', version), 'x-mock-explain')
}

async function checkStored (t: Test, app: FastifyInstance, { stored }: Case): Promise<void> {
  const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>()
  t.match(attachments.at(-1), stored ?? {}, 'what is stored')
}

async function runCase (t: Test, row: Case, version: string, transport: Transport): Promise<void> {
  const app = await serverFor(row)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  for (const request of row.before ?? []) await transport(app, outgoing(request, version, encode))
  const stop = row.meanwhile === undefined ? undefined : await stalledUpload(t, app, row.meanwhile)
  const before = await count(app)
  const reply = await transport(app, outgoing(row.request, version, encode))
  checkReply(t, row, version, reply)
  t.equal(await count(app) - before, row.change ?? (row.rule === 'upload.stored' ? 1 : 0), 'growth of the number of attachments')
  if (row.stored) await checkStored(t, app, row)
  await stop?.()
}

async function count (app: FastifyInstance): Promise<number> {
  return (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>().attachments.length
}

/** Starts an upload that stops in the middle of its body, after the server has seen it. @returns a function that ends it */
async function stalledUpload (t: Test, app: FastifyInstance, path: string): Promise<() => Promise<void>> {
  const { socket, write, until } = await raw(t, (app.server.address() as AddressInfo).port)
  await write(head(`POST ${path}`, {
    authorization: 'Zoho-oauthtoken 1000.all', expect: '100-continue', 'content-type': MULTIPART, 'content-length': 1000
  }))
  await until(/100 Continue/)
  await write(`--${BOUNDARY}\r\n`)
  return async () => {
    socket.destroy()
    await once(socket, 'close')
  }
}

const cases = loadCases()

t.test('fixtures/README.md shows a case of the fixtures and describes every property', async t => {
  const readme = readFileSync(new URL('../fixtures/README.md', import.meta.url), 'utf8')
  const [example = ''] = blocks(readme, 'json')
  const { name } = JSON.parse(example) as Case
  t.strictSame(JSON.parse(example), cases.find(row => row.name === name))
  for (const property of caseProperties) t.match(readme, `\n| \`${property}\` |`, property)
})

for (const row of cases) {
  const { raw: bytes } = row.request
  if (bytes !== undefined) {
    t.test(`${row.name} [raw socket]`, async t => {
      const app = await serverFor(row)
      const { write, rest } = await raw(t, (app.server.address() as AddressInfo).port)
      await write(expand(bytes))
      checkReply(t, row, 'v8', parseReply(await rest()))
    })
    continue
  }
  for (const [name, transport] of Object.entries(transports)) {
    t.test(`${row.name} [${name}]`, async t => {
      for (const version of versionsOf(row)) await t.test(version, t => runCase(t, row, version, transport))
    })
  }
}
