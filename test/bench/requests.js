import { randomBytes } from 'node:crypto'
import { prepare } from './load.js'

export const KiB = 1024
export const MiB = 1024 * KiB

const BOUNDARY = '------------------------d74496d66958873e'
const authorization = 'Zoho-oauthtoken 1000.all'

/** The URL of a record's attachments. */
export function attachmentsOf (record = '4150868000000376008') {
  return `/crm/v8/Leads/${record}/Attachments`
}

/** An upload of a file, in the form in which curl sends it. */
export function upload (size, record) {
  return prepare('POST', attachmentsOf(record), {
    headers: { authorization, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="bench.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`),
      randomBytes(size),
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
    ])
  })
}

/** A request with a JSON body, to the control API. */
export function post (path, body) {
  return prepare('POST', path, { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) })
}

/** Makes a server forget the files, and the double keep its journal: full, as it is in a long run. */
export const emptied = post('/_mock/reset', { only: ['attachments'] })

export function get (path) {
  return prepare('GET', path, { headers: { authorization } })
}

export function remove (path) {
  return prepare('DELETE', path, { headers: { authorization } })
}
