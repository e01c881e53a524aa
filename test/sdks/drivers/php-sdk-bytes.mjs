import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { basename } from 'node:path'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

// What Zoho's PHP SDKs were recorded to send, the odd parts included: the boundary is the time in seconds and follows
// its `;` at once, as does the filename; the body starts with an empty line and ends with one; the part has no type.
const BOUNDARY = '1795424713'

/** The size of a file is small enough for libcurl not to ask for `100 Continue` before it. */
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

/** A link's body is chunked, has no bytes, and waits for `100 Continue`. */
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

/** The commas of a query are encoded; there is no length. */
async function call (method, url, headers) {
  return exchange(method, url.replaceAll(/[,$]/g, encodeURIComponent), headers)
}

async function exchange (method, url, headers, sendBody) {
  const { hostname, host, port, pathname, search } = new URL(url)
  const socket = connect(port, hostname)
  // Longer than the second for which libcurl waits for `100 Continue`.
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

/** Reads a socket's answers one by one, interim ones too. */
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
