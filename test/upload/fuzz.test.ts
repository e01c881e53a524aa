import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { answerOf, ruleNames } from '../../src/zoho/rules.js'
import { BOUNDARY, MULTIPART, multipartBody } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { build, listening } from '../helpers/server.js'

// For more runs: FUZZ_RUNS=20000 npx tap test/upload/fuzz.test.ts
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300)
const bodies = new Set(ruleNames.map(name => {
  const { code, message, details = {} } = answerOf(name, 'documented')
  return JSON.stringify({ code, details, message, status: 'error' })
}))

/** Random sequences of the pieces that forms consist of, so that each is almost a form. */
const almostForms = fc.array(fc.oneof(
  fc.constantFrom(
    `--${BOUNDARY}`, `--${BOUNDARY}--`, `--${BOUNDARY}\r\n`, `--${BOUNDARY}--\r\n`, '\r\n', '\n', '\r', '\r\n\r\n', '--', '\0',
    'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n',
    'Content-Disposition: form-data; name="file";filename="a.txt"\r\n\r\n',
    'Content-Disposition: form-data; name="attachmentUrl"\r\n\r\n', 'https://e.com',
    'Content-Disposition: form-data; name="__proto__"\r\n\r\n', 'Content-Disposition: form-data\r\n\r\n',
    'Content-Disposition: attachment\r\n', 'Content-Disposition: form-data; name="title"; filename*=UTF-8\'\'%zz\r\n',
    'Content-Type: application/json\r\n', 'Content-Type: application/octet-stream\r\n\r\n', 'Content-Transfer-Encoding: base64\r\n'
  ),
  fc.string({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 50 }).map(bytes => Buffer.from(bytes).toString('latin1'))
), { maxLength: 14 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'))

const types = fc.constantFrom(MULTIPART, `multipart/form-data;boundary=${BOUNDARY}`, 'multipart/form-data', 'multipart/form-data; boundary=""', `multipart/mixed; boundary=${BOUNDARY}`, 'application/x-www-form-urlencoded', 'application/json', 'text/plain; charset=nonsense', 'garbage')

function isKnownResponse (status: number, body: string): boolean {
  return status === 200 ? body.includes('"status":"success"') : status < 500 && bodies.has(body)
}

t.test('no body causes a 5xx, a hang or an unknown response, and only a success changes the store', { timeout: 100_000 }, async t => {
  const app = await build(t)
  const count = async (): Promise<number> => (await app.inject('/_mock/attachments')).json<{ attachments: object[] }>().attachments.length
  await fc.assert(fc.asyncProperty(types, almostForms, async (type, payload) => {
    const before = await count()
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': type }, payload })
    const added = await count() - before
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    return isKnownResponse(statusCode, body) && added === (statusCode === 200 ? 1 : 0)
  }), { numRuns })
  t.pass(`${numRuns} runs`)
})

t.test('no body in chunks of any size over a socket causes a 5xx, a hang or an unknown response', { timeout: 100_000 }, async t => {
  const { app, port } = await listening(t)
  await fc.assert(fc.asyncProperty(types, almostForms, fc.integer({ min: 1, max: 40 }), async (type, payload, size) => {
    const { socket, write, until } = await raw(t, port)
    await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': type, 'content-length': payload.length }))
    for (let start = 0; start < payload.length; start += size) await write(payload.subarray(start, start + size))
    const { status, body } = parseReply(await until(/\r\n\r\n.*"status":"\w+"\}(\]\})?$/s))
    socket.destroy()
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    return isKnownResponse(status, body)
  }), { numRuns: numRuns / 3 })
  t.equal((app.server.address() as AddressInfo).port, port, 'the server is still running')
})

t.test('a file of any bytes and any name is stored unchanged', async t => {
  const app = await build(t, { maxFileSize: 2000 })
  // A file name in a form cannot hold quotes, control characters and path separators.
  // eslint-disable-next-line no-control-regex -- they are excluded here
  const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter(name => !/["\\/\u0000-\u001f\u007f%]/.test(name) && name.trim() === name && !/^\.+$/.test(name))
  await fc.assert(fc.asyncProperty(names, fc.uint8Array({ maxLength: 2001 }), async (filename, content) => {
    const bytes = Buffer.from(content)
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/crm/v8/Leads/1/Attachments',
      headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART },
      payload: multipartBody([{ name: 'file', filename, content: bytes }])
    })
    const expected = bytes.length === 0 ? 400 : bytes.length > 2000 ? 413 : 200
    if (statusCode !== expected) return false
    if (statusCode !== 200) return true
    const { data: [{ details: { id } }] } = JSON.parse(body) as { data: [{ details: { id: string } }] }
    const { name } = (await app.inject(`/_mock/attachments/${id}`)).json<{ name: string }>()
    const { rawPayload } = await app.inject(`/_mock/attachments/${id}/content`)
    return name === filename && rawPayload.equals(bytes)
  }), { numRuns })
  t.pass(`${numRuns} runs`)
})
