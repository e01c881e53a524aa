import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { scale } from './settings.js'

const TIMEOUT = 10_000
const END_OF_HEADERS = '\r\n\r\n'
const READ = 256 * 1024
/** More than any answer's headers, in bytes. */
const HEADERS = 16 * 1024

/**
 * A request as the bytes that go over the wire. Written in one piece, a client costs little beside the server: with the
 * two on one machine, a slow client would make any two servers look alike.
 */
export function prepare (method, path, { body = Buffer.alloc(0), headers = {} } = {}) {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': body.length }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from([`${method} ${path} HTTP/1.1`, ...lines].join('\r\n') + END_OF_HEADERS), body])
}

/**
 * Sends one request on a connection of its own.
 * @returns the answer's body, read as JSON
 * @throws {Error} for any answer but 200
 */
export async function send (port, request) {
  const connection = await open(port)
  try {
    return JSON.parse(await connection.exchange(request, { wantsBody: true }))
  } finally {
    connection.close()
  }
}

/**
 * Sends requests again and again over some connections, one at a time on each, until the time or the count is over.
 * @param request the one for all, or a function that makes each of them
 * @returns how many were answered in a second, and how many milliseconds each took
 * @throws {Error} for any answer but 200
 */
export async function load (port, request, { connections, seconds = Infinity, count }) {
  const requestOf = typeof request === 'function' ? request : () => request
  const opened = await Promise.all(Array.from({ length: connections }, () => open(port)))
  try {
    const times = []
    const start = performance.now()
    const end = start + seconds * scale * 1000
    let sent = 0
    await Promise.all(opened.map(async ({ exchange }) => {
      while (sent < count && performance.now() < end) {
        sent++
        const request = requestOf()
        const begin = performance.now()
        await exchange(request)
        times.push(performance.now() - begin)
      }
    }))
    return { rate: times.length / (performance.now() - start) * 1000, times }
  } finally {
    for (const connection of opened) connection.close()
  }
}

/**
 * Opens a connection. Its `exchange` sends a request and resolves when the whole answer is there, to the body where it is
 * wanted; otherwise the bytes are counted and dropped, all read into one buffer.
 */
export async function open (port) {
  const buffer = Buffer.allocUnsafe(READ)
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread: { buffer, callback: onRead } })
  let exchange
  const fail = error => {
    socket.destroy()
    exchange?.reject(error)
  }
  socket.setTimeout(TIMEOUT, () => fail(new Error(`no answer for ${TIMEOUT} ms`)))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  await once(socket, 'connect')

  function onRead (length) {
    const isHead = exchange.bodyStart === undefined
    exchange.received += length
    if (exchange.wantsBody || isHead) exchange.text += buffer.latin1Slice(0, exchange.wantsBody ? length : Math.min(length, HEADERS))
    if (isHead) readHead(exchange)
    if (exchange.received >= exchange.bodyStart + exchange.bodyLength) exchange.resolve(exchange.text.slice(exchange.bodyStart))
    return true
  }

  function readHead ({ text }) {
    const end = text.indexOf(END_OF_HEADERS)
    if (end === -1) return
    if (!text.startsWith('HTTP/1.1 200 ')) fail(new Error(`expected 200, got\n${text}`))
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end)) ?? []
    if (length === undefined) fail(new Error(`expected an answer with Content-Length, got\n${text}`))
    exchange.bodyStart = end + END_OF_HEADERS.length
    exchange.bodyLength = Number(length)
  }

  return {
    exchange: (request, { wantsBody = false } = {}) => new Promise((resolve, reject) => {
      exchange = { resolve, reject, wantsBody, text: '', received: 0, bodyStart: undefined, bodyLength: undefined }
      socket.write(request)
    }),
    close: () => socket.destroy()
  }
}
