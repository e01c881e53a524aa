import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

const PATIENCE = 10_000
const END_OF_HEADERS = '\r\n\r\n'

/**
 * A request as the bytes that go over the wire. Written in one piece, a client costs little beside the server: with the
 * two on one machine, a slow client would make any two servers look alike.
 */
export function prepare (path, { body = Buffer.alloc(0), headers = {} } = {}) {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': body.length }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from([`POST ${path} HTTP/1.1`, ...lines].join('\r\n') + END_OF_HEADERS), body])
}

/** Sends one request on a connection of its own. @throws {Error} for any answer but 200 */
export async function send (port, request) {
  await load(port, request, { connections: 1, count: 1 })
}

/**
 * Sends a request again and again over some connections, one at a time on each, until the time or the count is over.
 * @returns answers per second
 * @throws {Error} for any answer but 200
 */
export async function load (port, request, { connections, seconds = Infinity, count }) {
  const sockets = Array.from({ length: connections }, () => connect({ host: '127.0.0.1', port, noDelay: true }))
  try {
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    const start = performance.now()
    let sent = 0
    let answered = 0
    await Promise.all(sockets.map(async socket => {
      const answers = exchanges(socket)
      while (sent < count && performance.now() - start < seconds * 1000) {
        sent++
        await answers(request)
        answered++
      }
    }))
    if (answered !== sent) throw new Error(`sent ${sent} requests, got ${answered} answers`)
    return answered / (performance.now() - start) * 1000
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

/** @returns a function that sends a request on the connection and resolves when the whole answer is there */
function exchanges (socket) {
  let text = ''
  let settle
  const fail = error => {
    socket.destroy()
    settle?.reject(error)
  }
  socket.setTimeout(PATIENCE, () => fail(new Error(`no answer for ${PATIENCE} ms`)))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.setEncoding('latin1')
  socket.on('data', chunk => {
    text += chunk
    const headersEnd = text.indexOf(END_OF_HEADERS)
    if (headersEnd === -1) return
    if (!text.startsWith('HTTP/1.1 200 ')) return fail(new Error(`expected 200, got\n${text}`))
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? []
    if (length === undefined) return fail(new Error(`expected an answer with Content-Length, got\n${text}`))
    if (text.length < headersEnd + END_OF_HEADERS.length + Number(length)) return
    text = ''
    settle.resolve()
  })
  return request => new Promise((resolve, reject) => {
    settle = { resolve, reject }
    socket.write(request)
  })
}
