import t from 'tap'
import { BOUNDARY, MULTIPART } from '../helpers/multipart.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { listening } from '../helpers/server.js'

const START = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`)
const END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`)

t.test('a body is read to its end, whether its last bytes arrive before or after the first are read', async t => {
  const { app, port } = await listening(t)
  // Uploads to record 2 are delayed, so that their bytes arrive until the buffers are full.
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: 'upload', delay: '20ms', times: 'always', record: '2' } })
  for (const size of [1, 1000, 65_535, 65_536, 65_537, 76_800, 131_072, 300_000, 1_048_576]) {
    const content = Buffer.alloc(size, Buffer.from(Array.from({ length: 256 }, (_value, index) => index)))
    for (const record of [1, 2]) {
      for (const pieces of [[Buffer.concat([START, content, END])], [START, content, END], [START, content.subarray(0, size >> 1), content.subarray(size >> 1), END]]) {
        const { socket, write, until } = await raw(t, port)
        const length = START.length + size + END.length
        const headers = head(`POST /crm/v8/Leads/${record}/Attachments`, { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': length })
        socket.cork()
        const sent = [Buffer.from(headers), ...pieces].map(async piece => write(piece))
        socket.uncork()
        await Promise.all(sent)
        const { status, headers: { 'x-mock-explain': explain } } = parseReply(await until(/"status":"\w+"\}(\]\})?$/))
        t.equal(status, 200, `${size} bytes in ${pieces.length} pieces to record ${record}`, { explain })
        socket.destroy()
      }
    }
    // Without a socket the whole body is there at once.
    const reply = await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART }, payload: Buffer.concat([START, content, END]) })
    t.equal(reply.statusCode, 200, `${size} bytes without a socket`)
  }
  const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: Array<{ size: number, sha256: string }> }>()
  t.equal(new Set(attachments.map(({ size, sha256 }) => `${size} ${sha256}`)).size, 9)
})

t.test('a client that disconnects in the middle of its form leaves nothing behind', async t => {
  const { app, port } = await listening(t)
  for (const leave of ['destroy', 'resetAndDestroy'] as const) {
    const { socket, write, until } = await raw(t, port)
    await write(head('POST /crm/v8/Leads/1/Attachments', { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART, 'content-length': 1_000_000, expect: '100-continue' }))
    await until(/100 Continue/)
    await write(Buffer.concat([START, Buffer.alloc(10_000)]))
    socket[leave]()
  }
  const awaited = await app.inject({ method: 'POST', url: '/_mock/requests/await', payload: { outcome: 'aborted', count: 2, timeout: '10s' } })
  t.equal(awaited.statusCode, 200)
  t.strictSame((await app.inject('/_mock/attachments')).json(), { attachments: [] })
})
