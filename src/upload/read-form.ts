import type { FastifyRequest } from 'fastify'
import type { Form, FormOptions } from './form.js'
import { readMultipart } from './multipart.js'
import { readSample } from './read-sample.js'
import { readUrlencoded } from './urlencoded.js'

const EMPTY: Form = { kind: 'none', files: [], fields: [], ignored: [] }

/**
 * Reads a request's body, whatever its framing: multipart, urlencoded, none at all.
 * @throws {Refusal} `upload.form-malformed`, `upload.file-too-large`, `upload.store-full`, `request.body-too-large`
 */
export async function readForm (request: FastifyRequest, options: FormOptions): Promise<Form> {
  if (request.isMultipart()) return readMultipart(request, options)
  const { 'content-type': type = '', 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return readUrlencoded(request)
  // RFC 9112 §6: neither header means no body.
  return encoding === undefined && (length === undefined || length === '0') ? EMPTY : { ...EMPTY, kind: 'other', sample: await readSample(request.raw) }
}
