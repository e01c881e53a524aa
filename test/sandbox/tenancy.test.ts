import { once } from 'node:events'
import { Agent, request as ask } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { head, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'
const FORM = multipartBody([{ name: 'file', filename: 'a.txt', content: 'x'.repeat(1000) }])

interface Reply { readonly status: number, readonly headers: Readonly<Record<string, unknown>>, readonly body: string }

t.test('fifty sandboxes used at once have their own data, tokens, ids, clock and faults', async t => {
  const { port } = await listening(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 10 })
  t.teardown(() => agent.destroy())

  async function send (method: string, path: string, { token = '1000.all', json }: { token?: string, json?: object } = {}): Promise<Reply> {
    const sent = ask({ agent, host: '127.0.0.1', port, method, path, headers: { authorization: `Zoho-oauthtoken ${token}`, ...json && { 'content-type': 'application/json' } } })
    sent.end(json && JSON.stringify(json))
    const [reply] = await once(sent, 'response')
    return { status: reply.statusCode, headers: reply.headers, body: await text(reply) }
  }
  const read = async <Answer>(path: string): Promise<Answer> => JSON.parse((await send('GET', path)).body) as Answer

  const names = Array.from({ length: 50 }, (_, number) => `worker-${number}`)
  const tokens = await Promise.all(names.map(async (name, number) => {
    const base = `/s/${name}`
    const { access_token: token } = JSON.parse((await send('POST', `${base}/oauth/v2/token?grant_type=refresh_token&client_id=c&refresh_token=r`)).body) as { access_token: string }
    await send('PUT', `${base}/_mock/clock`, { json: { mode: 'frozen', at: new Date(Date.UTC(2026, 0, 1 + number)).toISOString() } })
    // The sandboxes upload different numbers of links, and each counts its ids from the start.
    for (let link = 0; link <= number % 5; link++) {
      const { status, body } = await send('POST', `${base}${PATH}?attachmentUrl=https://${name}.example/${link}`, { token: '1000.all' })
      t.equal(status, 200)
      t.match(JSON.parse(body), { data: [{ details: { id: String(4150868000005277036n + BigInt(link)) } }] }, 'ids are counted apart')
    }
    if (number % 2 === 0) await send('POST', `${base}/_mock/faults`, { json: { operation: 'list', times: 'always', action: { answer: 'INTERNAL_ERROR' } } })
    if (number % 3 === 0) await send('DELETE', `${base}/_mock/tokens/1000.read-only`)
    return token
  }))

  t.equal(new Set(tokens).size, 50, 'no token is issued twice')
  await Promise.all(names.map(async (name, number) => {
    const base = `/s/${name}`
    const { attachments } = await read<{ attachments: Array<{ link: string, createdAt: string }> }>(`${base}/_mock/attachments`)
    t.strictSame(attachments.map(({ link }) => link), Array.from({ length: number % 5 + 1 }, (_, link) => `https://${name}.example/${link}`))
    t.ok(attachments.every(({ createdAt }) => Date.parse(createdAt) === Date.UTC(2026, 0, 1 + number)))
    t.equal((await send('GET', `${base}${PATH}?fields=id`)).status, number % 2 === 0 ? 500 : 200)
    const { tokens: known } = await read<{ tokens: Array<{ token: string, kind: string, issued: boolean }> }>(`${base}/_mock/tokens`)
    t.strictSame(known.filter(({ kind, issued }) => kind === 'access' && issued).map(({ token }) => token), [tokens[number]])
    t.equal(known.some(({ token }) => token === '1000.read-only'), number % 3 !== 0)
  }))
  t.strictSame(await read('/_mock/attachments'), { attachments: [] })
  const { sandboxes } = await read<{ sandboxes: Array<{ name: string, attachments: number, busy: boolean }> }>('/_mock/sandboxes')
  t.strictSame(sandboxes.map(({ name, attachments }) => `${name} ${attachments}`).sort(), names.map((name, number) => `${name} ${number % 5 + 1}`).sort())
})

t.test('a sandbox that is deleted during an upload answers it and holds no memory', async t => {
  const { app, port } = await listening(t, { maxStoreSize: 3000 })
  for (const round of [1, 2, 3]) {
    const { write, until } = await raw(t, port)
    await write(head(`POST /s/a${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': FORM.length, expect: '100-continue' }))
    await until(/100 Continue/)
    t.match((await app.inject('/_mock/sandboxes')).json(), { sandboxes: [{ name: 'a', busy: true }] })
    t.strictSame((await app.inject({ method: 'DELETE', url: '/_mock/sandboxes/a' })).json(), { deleted: 1 })
    await write(FORM)
    t.match(await until(/\}$/), /HTTP\/1.1 200 /, `upload ${round} would not fit if those before it were counted`)
    t.strictSame((await app.inject('/s/a/_mock/attachments')).json(), { attachments: [] }, 'the next sandbox of that name starts from the seed')
  }
})

t.test('a sandbox that is deleted while a state is loaded or reset holds no memory', async t => {
  const state = JSON.stringify({ attachments: [{ module: 'Leads', record: '1', name: 'a.bin', content: Buffer.alloc(1000).toString('base64') }] })
  const { app, port } = await listening(t, { maxStoreSize: 3200, seed: { attachments: [{ module: 'Leads', record: '1', link: 'https://e.com' }] } })
  const requests: ReadonlyArray<readonly [line: string, body: string]> = [['PUT /s/a/_mock/state', state], ['POST /s/a/_mock/reset', '{}']]
  for (const [line, body] of [...requests, ...requests, ...requests]) {
    const { write, until } = await raw(t, port)
    await write(head(line, { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' }))
    await until(/100 Continue/)
    await app.inject({ method: 'DELETE', url: '/_mock/sandboxes/a' })
    await write(body)
    t.match(await until(/\}$/), /HTTP\/1.1 200 /)
  }
})

t.test('an upload in progress at a reset is refused and not stored', async t => {
  const { app, port } = await listening(t)
  for (const [name, reset] of [['a', ['POST', '/s/a/_mock/reset', {}]], ['b', ['POST', '/s/b/_mock/reset', { only: ['attachments'] }]], ['c', ['PUT', '/s/c/_mock/state', {}]]] as const) {
    const { write, until } = await raw(t, port)
    await write(head(`POST /s/${name}${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': FORM.length, expect: '100-continue' }))
    await until(/100 Continue/)
    const [method, url, payload] = reset
    t.equal((await app.inject({ method, url, payload })).statusCode, 200)
    await write(FORM)
    t.match(await until(/\}$/), /HTTP\/1.1 503 [\s\S]*x-mock-explain: the sandbox was reset before the upload was over; nothing was stored/)
    t.strictSame((await app.inject(`/s/${name}/_mock/attachments`)).json(), { attachments: [] })
  }
})

t.test('an upload in progress at a reset of other parts is stored', async t => {
  const { app, port } = await listening(t)
  const { write, until } = await raw(t, port)
  await write(head(`POST ${PATH}`, { authorization, 'content-type': MULTIPART, 'content-length': FORM.length, expect: '100-continue' }))
  await until(/100 Continue/)
  await app.inject({ method: 'POST', url: '/_mock/reset', payload: { only: ['tokens', 'users', 'records', 'clock', 'ids'] } })
  await write(FORM)
  t.match(await until(/\}$/), /HTTP\/1.1 200 /)
})

t.test('the least recently used sandbox is dropped, whatever it holds', async t => {
  const app = await build(t, { maxSandboxes: 3, maxStoreSize: 6000 })
  for (const name of ['a', 'b', 'c', 'a', 'd', 'e']) await app.inject({ method: 'POST', url: `/s/${name}${PATH}?attachmentUrl=https://${name}.example`, headers: { authorization } })
  t.match((await app.inject('/_mock/sandboxes')).json(), { sandboxes: [{ name: 'a', attachments: 1 }, { name: 'd' }, { name: 'e' }] })
})
