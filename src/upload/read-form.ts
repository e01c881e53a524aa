import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Form, FormOptions } from './form.js'
import { sampleBody } from '../http/body-sample.js'
import { readPlainBody } from './plain-body.js'
import { readMultipart } from './multipart.js'
import { SAMPLE_SIZE } from './scanned-body.js'

const EMPTY: Form = { kind: 'none', files: [], fields: [], ignored: [] }

/**
 * Reads a request's body, be it multipart, urlencoded or missing. A body of another type is left unread but for a sample.
 * @throws {Refusal} `upload.form-malformed`, `upload.file-too-large`, `upload.store-full`, `request.body-too-large`
 */
export async function readForm (request: FastifyRequest, options: FormOptions): Promise<Form> {
  if (request.isMultipart()) return readMultipart(request, options)
  const { 'content-type': type = '', 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return readUrlencoded(request)
  // RFC 9112 §6: a request with neither header has no body.
  return encoding === undefined && (length === undefined || length === '0') ? EMPTY : { ...EMPTY, kind: 'other', sample: await readSample(request.raw) }
}

/** How long to wait for the first bytes, in milliseconds of real time: a body that never arrives must not block the refusal. */
const TIMEOUT = 1000

/** Reads the first bytes of a body that will be refused in any case. The rest is left to be drained. */
export async function readSample (raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  await new Promise<void>(resolve => {
    const onData = (chunk: Buffer): void => {
      sampleBody(raw, chunk)
      chunks.push(chunk)
      size += chunk.length
      if (size >= SAMPLE_SIZE) end()
    }
    const end = (): void => {
      clearTimeout(timer)
      raw.off('data', onData).off('end', end).off('error', end).off('close', end)
      resolve()
    }
    const timer = setTimeout(end, TIMEOUT)
    raw.on('data', onData).once('end', end).once('error', end).once('close', end)
  })
  return Buffer.concat(chunks).subarray(0, SAMPLE_SIZE)
}

/**
 * Reads an urlencoded body. For a link, Zoho's PHP SDKs declare one and send it chunked and empty.
 * @throws {Refusal} `request.body-too-large`
 */
async function readUrlencoded ({ raw }: FastifyRequest): Promise<Form> {
  const fields = [...new URLSearchParams((await readPlainBody(raw, 'an urlencoded body')).toString())]
  return { kind: fields.length === 0 ? 'none' : 'urlencoded', files: [], fields, ignored: [] }
}
