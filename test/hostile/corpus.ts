import { readdirSync, readFileSync } from 'node:fs'
import { versions } from '../../src/zoho/versions.js'
import { multipartBody, MULTIPART, type Part } from '../helpers/multipart.js'
import { readScript, render } from '../wire/replay-script.js'

const FIXTURES = new URL('../../fixtures/', import.meta.url)

/** The sandbox that requests to the control API go to. Nothing else uses it. */
export const CONTROLLED = '/s/controlled'

/** Tokens of the default seed, most of which are refused, each with its own rule. */
export const tokens = ['1000.all', '1000.leads-only', '1000.attachments-only', '1000.read-only', '1000.expired', '1000.revoked', '1000.no-privilege', '1000.no-permission', '1000.broken', '1000.throttled', '1000.nobody']

/** Modules, valid and invalid. */
const modules = ['Leads', 'Deals', 'Contacts', 'Lead', 'leads', 'Custom', 'Activities', 'Price Books', '']

/** Builds the bytes of a request. */
export function request (line: string, headers: Readonly<Record<string, string>> = {}, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body)
  const framing = 'transfer-encoding' in headers || bytes.length === 0 ? {} : { 'content-length': String(bytes.length) }
  const lines = [`${line} HTTP/1.1`, 'host: 127.0.0.1', ...Object.entries({ ...headers, ...framing }).map(([name, value]) => `${name}: ${value}`), '', '']
  return Buffer.concat([Buffer.from(lines.join('\r\n')), bytes])
}

function authorized (line: string, token = '1000.all', headers: Readonly<Record<string, string>> = {}, body: Buffer | string = ''): Buffer {
  return request(line, { authorization: `Zoho-oauthtoken ${token}`, ...headers }, body)
}

function form (line: string, parts: readonly Part[], token?: string): Buffer {
  return authorized(line, token, { 'content-type': MULTIPART }, multipartBody(parts))
}

/** Encodes a body in chunks of the given sizes, used in turn. */
export function chunked (body: Buffer, sizes: readonly number[]): Buffer {
  const pieces: Buffer[] = []
  for (let start = 0, index = 0; start < body.length; index++) {
    const piece = body.subarray(start, start + Math.max(1, sizes[index % sizes.length] ?? 1))
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
    start += piece.length
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

const file: Part = { name: 'file', filename: 'a.txt', type: 'text/plain', content: 'hello' }
const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' }
const grant = 'client_id=1000.C&client_secret=s&grant_type=refresh_token&refresh_token=1000.r'
let links = 0

function ofCrm (version: string): Buffer[] {
  const list = `/crm/${version}/Leads/1000000231009/Attachments`
  const body = multipartBody([file])
  return [
    form(`POST ${list}`, [file]),
    form(`POST ${list}`, [{ name: 'title', content: 'a title' }, { name: 'attachmentUrl', content: `https://e.com/${links++}` }]),
    form(`POST ${list}`, [file, { name: 'attachmentUrl', content: 'https://e.com/' }]),
    authorized(`POST ${list}`, '1000.all', { 'content-type': MULTIPART, 'transfer-encoding': 'chunked' }, chunked(body, [1, 100, 7])),
    authorized(`POST ${list}`, '1000.all', { 'content-type': MULTIPART, expect: '100-continue' }, body),
    authorized(`POST ${list}?attachmentUrl=https://e.com/${links++}&title=x`),
    authorized(`POST ${list}`, '1000.all', URLENCODED, `attachmentUrl=https%3A%2F%2Fe.com%2F${links++}`),
    authorized(`GET ${list}?fields=id,File_Name,Size&page=1&per_page=5`),
    authorized(`GET ${list}?fields=id&page_token=abc`),
    authorized(`GET ${list}/4150868000000300001`),
    authorized(`DELETE ${list}/4150868000000300002`),
    authorized(`DELETE ${list}?ids=4150868000000300003,4150868000000300004`),
    authorized(`GET /crm/${version}/users?type=CurrentUser`),
    authorized(`GET /crm/${version}/org`)
  ]
}

function ofAccounts (base: string): Buffer[] {
  return [
    request(`POST ${base}/oauth/v2/token?${grant}`),
    request(`POST ${base}/oauth/v2/token`, URLENCODED, grant),
    request(`POST ${base}/oauth/v2/token`, { 'content-type': MULTIPART }, multipartBody(grant.split('&').map(pair => ({ name: pair.split('=')[0] ?? '', content: pair.split('=')[1] ?? '' })))),
    request(`POST ${base}/oauth/v2/token`, URLENCODED, 'client_id=1000.C&client_secret=s&grant_type=authorization_code&code=1000.c'),
    request(`POST ${base}/oauth/v2/token`, URLENCODED, 'client_id=1000.C&client_secret=s&grant_type=client_credentials&scope=ZohoCRM.modules.ALL'),
    request(`POST ${base}/oauth/v2/token/revoke?token=1000.r`),
    request(`GET ${base}/oauth/v2/auth?client_id=a&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=https://app.example/cb&state=x`)
  ]
}

/** Requests to the control API: no stream, which never ends, and no fault that acts, which would break later requests. */
function ofControl (): Buffer[] {
  const base = `${CONTROLLED}/_mock`
  const json = (line: string, body: unknown): Buffer => request(line, { 'content-type': 'application/json' }, JSON.stringify(body))
  return [
    ...['', '/', '/livez', '/readyz', '/state', '/tokens', '/users', '/records', '/attachments', '/attachments/1', '/attachments/1/content', '/requests', '/requests?limit=2&status=200', '/requests/1', '/faults', '/clock', '/rules', '/openapi.json', '/audit', '/samples', '/sandboxes', '/ca.pem', '/ui/nothing', '/nothing'].map(path => request(`GET ${base}${path}`)),
    request(`POST ${base}/reset`),
    json(`POST ${base}/reset`, { only: ['journal', 'clock'] }),
    json(`PUT ${base}/state`, { records: { Leads: [{ id: '1', name: 'x' }] }, attachments: [{ module: 'Leads', record: '1', name: 'a', content: 'aGVsbG8=' }] }),
    json(`POST ${base}/tokens`, { token: '1000.mine', scopes: ['ZohoCRM.modules.ALL'], lifetime: '1h' }),
    json(`POST ${base}/tokens/expire`, { token: '1000.all' }),
    request(`DELETE ${base}/tokens/1000.mine`),
    request(`DELETE ${base}/tokens`),
    json(`POST ${base}/users`, { name: 'Nadia', email: 'n@example.com', denied: [{ operation: 'upload', as: 'NO_PERMISSION' }] }),
    request(`DELETE ${base}/users/5`),
    json(`POST ${base}/records`, { module: 'Leads', id: '7', name: 'x' }),
    request(`DELETE ${base}/records/Leads/7`),
    request(`DELETE ${base}/records`),
    request(`DELETE ${base}/requests`),
    json(`POST ${base}/requests/await`, { operation: 'upload', count: 1, timeout: '0ms' }),
    json(`POST ${base}/faults`, { operation: 'list', after: 1000, action: { answer: 'INTERNAL_ERROR' } }),
    request(`DELETE ${base}/faults/fault-1`),
    request(`DELETE ${base}/faults`),
    json(`PUT ${base}/clock`, { mode: 'frozen', at: '2026-01-02T03:04:05Z' }),
    json(`POST ${base}/clock/advance`, { by: '5m' }),
    request('DELETE /_mock/sandboxes/other')
  ]
}

function ofElsewhere (): Buffer[] {
  return ['GET /', 'GET /favicon.ico', 'GET /crm', 'GET /crm/v8', 'GET /oauth/v2', 'GET /s', 'GET /s/', 'GET /s//crm/v8/org', 'GET /s/%41/crm/v8/org', 'GET /s/a%2fb/_mock/', 'GET /%zz', 'GET /crm/%zz', 'GET /_mock/%zz', 'GET /oauth/v2/%zz', 'GET /s/a/crm/%zz', 'GET /s/a/_mock/%zz', 'OPTIONS *', 'GET http://127.0.0.1/crm/v8/org', 'GET http://127.0.0.1/_mock/livez', 'POST /crm/v8/files', 'GET /crm/v8/settings/modules', 'GET //crm/v8/org', 'GET /crm/v8/org/', 'QUERY /crm/v8/org', 'QUERY /oauth/v2/token', `QUERY ${CONTROLLED}/_mock/reset`]
    .map(line => authorized(line))
}

/** The requests of public bug reports (fixtures/reports) and of real clients (fixtures/wire). */
function ofFixtures (): Buffer[] {
  const reports = readdirSync(new URL('reports/', FIXTURES)).sort().map(name => readFileSync(new URL(`reports/${name}`, FIXTURES)))
  const values = new Map([['host', '127.0.0.1'], ['token', '1000.all']])
  const wire = readdirSync(new URL('wire/', FIXTURES)).sort().flatMap(name => readScript(readFileSync(new URL(`wire/${name}`, FIXTURES), 'utf8')))
    .map(exchange => Buffer.concat(render(exchange, values).pieces))
    .filter(bytes => bytes.length < 4000)
  // Most of them without the header that makes the server end the connection, so that other requests can follow.
  const alive = reports.map(bytes => Buffer.from(bytes.toString('latin1').replace('Connection: close\r\n', ''), 'latin1'))
  return [...reports, ...alive, ...alive, ...wire]
}

/** The requests to mutate: every operation of every API, every token, bug reports and recorded clients. */
export const corpus: readonly Buffer[] = [
  ...versions.flatMap(({ name }) => ofCrm(name)),
  ...ofCrm('v9'),
  ...ofAccounts(''),
  ...ofAccounts('/s/worker-1'),
  ...tokens.flatMap(token => [form('POST /crm/v8/Leads/1/Attachments', [file], token), authorized('GET /crm/v8/Leads/1/Attachments?fields=id', token)]),
  ...modules.flatMap(module => [form(`POST /s/worker-2/crm/v8/${module}/1/Attachments`, [file]), authorized(`DELETE /crm/v2/${module}/1/Attachments/1`)]),
  ...ofControl(),
  ...ofElsewhere(),
  ...ofFixtures()
]
