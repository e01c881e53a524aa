import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { basename } from 'node:path'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

// Sends what was recorded of Zoho's PHP SDKs, with all oddities: no space before boundary and filename, a boundary that is
// the time in seconds, an empty line at the start and end of the body, and no type of the part.
const BOUNDARY = '1795424713'

/** The files are small enough for libcurl to send them without `Expect: 100-continue`. */
async function postFile (url, headers, path) {
  const body = Buffer.concat([
    Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file";filename="${basename(path)}"\r\n\r\n`),
    await readFile(path),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n\r\n`)
  ])
  return exchange('POST', url, {
    ...headers,
    ENCTYPE: 'multipart/form-data',
    'Content-Type': `multipart/form-data;boundary=${BOUNDARY}`,
    'Content-Length': body.length
  }, async socket => { socket.write(body) })
}

/** The body of a link is chunked, empty, and sent after `100 Continue`. */
async function postLink (url, headers, parameters) {
  return exchange('POST', `${url}?${new URLSearchParams(parameters)}`, {
    ...headers,
    'Transfer-Encoding': 'chunked',
    Expect: '100-continue',
    'Content-Type': 'application/x-www-form-urlencoded'
  }, async (socket, read) => {
    const { status } = await read()
    if (status !== 100) throw new Error(`expected 100 Continue before the body, got ${status}`)
    socket.write('0\r\n\r\n')
  })
}

async function postToken (url, parameters) {
  const body = `${new URLSearchParams(parameters)}`
  return exchange('POST', url, {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': body.length
  }, async socket => { socket.write(body) })
}

/** Commas in a query are encoded, and there is no Content-Length. */
async function call (method, url, headers) {
  return exchange(method, url.replaceAll(/[,$]/g, encodeURIComponent), headers)
}

async function exchange (method, url, headers, sendBody) {
  const { hostname, host, port, pathname, search } = new URL(url)
  const socket = connect(port, hostname)
  // Longer than the second that libcurl waits for `100 Continue`.
  socket.setTimeout(5000, () => socket.destroy(new Error('the server was silent for 5 s')))
  try {
    const read = reader(socket)
    const lines = Object.entries({ Host: host, Accept: '*/*', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`)
    await sendBody?.(socket, read)
    const { status, fields, bytes } = await read()
    return { status, header: name => fields.get(name), bytes }
  } finally {
    socket.destroy()
  }
}

/** Reads the responses on a socket one by one, including interim ones. */
function reader (socket) {
  const chunks = socket[Symbol.asyncIterator]()
  let bytes = Buffer.alloc(0)

  async function take (lengthOf) {
    for (;;) {
      const length = lengthOf()
      if (length !== undefined && bytes.length >= length) {
        const taken = bytes.subarray(0, length)
        bytes = bytes.subarray(length)
        return taken
      }
      const { done, value } = await chunks.next()
      if (done) throw new Error(`the server closed the connection after ${JSON.stringify(bytes.toString())}`)
      bytes = Buffer.concat([bytes, value])
    }
  }

  return async () => {
    const head = await take(() => bytes.includes('\r\n\r\n') ? bytes.indexOf('\r\n\r\n') + 4 : undefined)
    const [first, ...lines] = head.toString('latin1').trimEnd().split('\r\n')
    const fields = new Headers(lines.map(line => /^(.*?): ?(.*)$/.exec(line).slice(1)))
    return { status: Number(first.split(' ')[1]), fields, bytes: await take(() => Number(fields.get('content-length'))) }
  }
}

drive(plainClient({ postToken, postFile, postLink, call }))
