import { finished } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { ContentReader } from '../store/content.js'
import { redactName, redactSegment } from '../secrets/redact.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { explainBody, missingBoundary } from './diagnose.js'
import { FormScanner, MalformedForm } from './form-scanner.js'
import type { Form, FormFile, FormOptions } from './form.js'
import { decodeBytes, parseParameters } from './header-parameters.js'
import type { PartHeaders } from './part-headers.js'
import { readSample } from './read-form.js'
import { ScannedBody } from './scanned-body.js'

/**
 * Reads a multipart body to its end: fields may follow the file, and a file that nobody reads would stall the client.
 * @throws {Refusal} `upload.form-malformed`, `upload.file-too-large`, `upload.store-full`
 */
export async function readMultipart (request: FastifyRequest, options: FormOptions): Promise<Form> {
  const boundary = await boundaryOf(request)
  const scanner = new FormScanner(boundary)
  const body = new ScannedBody(request.raw, scanner, `multipart/form-data; boundary="${boundary}"`)
  const files: FormFile[] = []
  const fields: Array<[string, string]> = []
  try {
    let index = 0
    for await (const part of partsOf(request, body)) {
      // The parser gives each part that the scanner lets pass, in the same order.
      const headers = scanner.parts[index++] as PartHeaders & { readonly name: string }
      if (isFile(headers)) {
        const isWanted = headers.name === options.keep && !files.some(file => file.part === options.keep)
        files.push(await readFile(part, headers, options, isWanted))
      } else {
        if (fields.length === limits.textFields) throw malformed(`expected at most ${limits.textFields} text fields, got more`)
        fields.push([headers.name, await readText(part, headers)])
      }
    }
  } catch (error) {
    throw error instanceof MalformedForm ? malformed(whyMalformed(error, scanner, body, boundary), error) : error
  } finally {
    body.unpipe()
  }
  const unreadable = scanner.unreadable.map(({ unreadable }) => unreadable as string)
  return { kind: 'multipart', files, fields, ignored: [...unreadable, ...scanner.parts.flatMap(ignoredEncoding)] }
}

/** What a piece weighs beside its bytes: without it a client that sends byte by byte would fill the memory uncounted. A round figure. */
const PER_CHUNK = 256

/** As much as a connection brings at once, in bytes, and once more: with the parser's own 16 KiB it would stop after each piece. */
const HIGH_WATER_MARK = 128 * 1024

/** @fastify/multipart would write all headers of the request into the log, credentials too, at the level trace. */
const ignore = (): void => {}
const silent = { debug: ignore, trace: ignore, error: ignore } as unknown as FastifyBaseLogger

/** What of a request @fastify/multipart uses. */
type MultipartRequest = Pick<FastifyRequest, 'isMultipart' | 'parts'> & { raw: unknown, log: FastifyBaseLogger }

/** The parts of a form, each as the bytes that it has: a part of type application/json would be parsed otherwise. */
function partsOf (request: FastifyRequest, body: ScannedBody): AsyncIterable<MultipartFile> {
  // One more request of the same kind, whose body is the scanned one. Not an heir of the request itself: V8 gives an object
  // that others inherit from a shape of its own, which made an upload of 1 KiB take twice as long.
  const scanned = Object.create(Object.getPrototypeOf(request)) as MultipartRequest
  scanned.raw = body
  scanned.log = silent
  scanned.isMultipart = () => true
  return scanned.parts({
    isPartAFile: () => true,
    highWaterMark: HIGH_WATER_MARK,
    // Counted below, where texts have another limit than files.
    limits: { fileSize: Infinity, parts: Infinity }
  }) as AsyncIterable<MultipartFile>
}

/**
 * What makes a file: a part with a filename. Of one without, that it is named as files are and typed as bytes: Zoho's Node
 * SDK sends a Buffer so.
 */
function isFile ({ name, filename, type }: PartHeaders): boolean {
  return filename !== undefined || (name === 'file' && type === 'application/octet-stream')
}

/** @throws {Refusal} `upload.form-malformed` */
async function boundaryOf ({ headers: { 'content-type': contentType = '' }, raw }: FastifyRequest): Promise<string> {
  const boundary = parseParameters(contentType).parameters.get('boundary')
  if (boundary === undefined || boundary === '') throw malformed(missingBoundary(await readSample(raw)))
  // RFC 2046 §5.1.1 allows fewer characters and 70 of them; clients were seen to send others.
  if (!/^[\x20-\x7e]+$/.test(boundary) || /["\\]/.test(boundary) || boundary.length > limits.boundary) {
    throw malformed(`expected a boundary of at most ${limits.boundary} printable ASCII characters without quotes and backslashes (RFC 2046, section 5.1.1), got another of ${boundary.length}`)
  }
  return boundary
}

function malformed (why: string, cause?: unknown): Refusal {
  return new Refusal('upload.form-malformed', `the multipart body cannot be read: ${why}`, { cause })
}

function whyMalformed ({ message }: MalformedForm, { hasBoundary }: FormScanner, { sample, readableEnded }: ScannedBody, boundary: string): string {
  return readableEnded && !hasBoundary ? explainBody(sample, boundary) : message
}

/** RFC 7578 §4.7: senders should not use it, and nobody has to heed it. */
function ignoredEncoding ({ number, name, transferEncoding }: PartHeaders): string[] {
  return transferEncoding === undefined ? [] : [`the Content-Transfer-Encoding "${redactSegment(transferEncoding.slice(0, 40))}" of part ${number} ("${redactName(name as string)}")`]
}

/** Reads a text to its end; no more of it is kept than any text of Zoho's may have. */
async function readText ({ file }: MultipartFile, { charset }: PartHeaders): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    if (size < limits.textFieldSize) chunks.push(chunk)
    size += chunk.length
  }
  const bytes = Buffer.concat(chunks).subarray(0, limits.textFieldSize)
  return (charset === undefined ? undefined : decodeBytes(bytes, charset)) ?? bytes.toString()
}

/**
 * Reads a file to its end.
 * @param isKept whether its bytes are kept; of others the journal shows at least what they were
 */
function readFile ({ file }: MultipartFile, { name: part, filename, type }: PartHeaders & { readonly name: string }, { reservation, maxFileSize }: FormOptions, isKept: boolean): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    const reader = new ContentReader({ isKept })
    file.on('data', (chunk: Buffer) => {
      try {
        if (reader.size + chunk.length > maxFileSize) throw new Refusal('upload.file-too-large', `expected a file of at most ${maxFileSize} bytes, got more`)
        if (isKept) reservation.reserve(chunk.length + PER_CHUNK)
        reader.add(chunk)
      } catch (error) {
        file.removeAllListeners('data')
        reader.clear()
        reject(error)
      }
    })
    // A body that came in one piece may be over, or broken off, before this listens: an event would be missed.
    finished(file, error => {
      try {
        if (error) throw error
        const content = reader.end()
        resolve({ part, filename, type, size: content.size, content })
      } catch (thrown) {
        reject(thrown)
      }
    })
  })
}
