import { finished } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { setBodySample } from '../http/body-sample.js'
import { ContentReader } from '../store/content.js'
import { redactName, redactSegment } from '../secrets/redact.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { explainMissingBoundary, explainUnmatchedBoundary } from './diagnose.js'
import { FormScanner, MalformedFormError } from './form-scanner.js'
import type { Form, FormFile, FormOptions } from './form.js'
import { decodeBytes, parseParameters } from './header-parameters.js'
import type { PartHeaders } from './part-headers.js'
import { readSample } from './read-form.js'
import { SAMPLE_SIZE, ScannedBody } from './scanned-body.js'

/**
 * Reads a multipart body to its end: fields may follow the file, and a file that is not read would stall the client.
 * @throws {Refusal} `upload.form-malformed`, `upload.file-too-large`, `upload.store-full`
 */
export async function readMultipart (request: FastifyRequest, options: FormOptions): Promise<Form> {
  const boundary = await boundaryOf(request)
  const scanner = new FormScanner(boundary)
  const body = new ScannedBody(request.raw, scanner, `multipart/form-data; boundary="${boundary}"`)
  const files: FormFile[] = []
  const fields: Array<[string, string]> = []
  let left = options.keepAtMost ?? 1
  try {
    let index = 0
    for await (const part of partsOf(request, body)) {
      // The parser yields exactly the parts that the scanner passes on, in the same order.
      const headers = scanner.parts[index++] as PartHeaders & { readonly name: string }
      if (isFile(headers)) {
        const isWanted = headers.name === options.keep && left-- > 0
        files.push(await readFile(part, headers, options, isWanted))
      } else {
        if (fields.length === limits.textFields) throw malformed(`expected at most ${limits.textFields} text fields, got more`)
        fields.push([headers.name, await readText(part, headers)])
      }
    }
  } catch (error) {
    setBodySample(request.raw, body.sample, body.size)
    throw error instanceof MalformedFormError ? malformed(whyMalformed(error, scanner, body, boundary), error) : error
  } finally {
    body.unpipe()
  }
  const unreadable = scanner.unreadable.map(({ unreadable }) => unreadable as string)
  return { kind: 'multipart', files, fields, ignored: [...unreadable, ...scanner.parts.flatMap(ignoredEncoding)] }
}

/** Memory that a chunk takes besides its bytes, roughly. Without it, a client that sends byte by byte could fill the memory uncounted. */
const CHUNK_OVERHEAD = 256

/** Twice what a connection delivers at once, in bytes. With the parser's default of 16 KiB it would pause after every chunk. */
const HIGH_WATER_MARK = 128 * 1024

/** At the level trace, @fastify/multipart would log all headers of the request, including credentials. */
const noop = (): void => {}
const silentLog = { debug: noop, trace: noop, error: noop } as unknown as FastifyBaseLogger

/** The properties of a request that @fastify/multipart uses. */
type MultipartRequest = Pick<FastifyRequest, 'isMultipart' | 'parts'> & { raw: unknown, log: FastifyBaseLogger }

/** The parts of a form, all as files, since @fastify/multipart would otherwise parse a part with the type application/json. */
function partsOf (request: FastifyRequest, body: ScannedBody): AsyncIterable<MultipartFile> {
  // A second request object of the same class, whose body is the scanned one. It must not inherit from the request itself: V8
  // gives an object that becomes a prototype its own shape, which made an upload of 1 KiB take twice as long.
  const scanned = Object.create(Object.getPrototypeOf(request)) as MultipartRequest
  scanned.raw = body
  scanned.log = silentLog
  scanned.isMultipart = () => true
  return scanned.parts({
    isPartAFile: () => true,
    highWaterMark: HIGH_WATER_MARK,
    // Checked by the callers, since texts and files have different limits.
    limits: { fileSize: Infinity, parts: Infinity }
  }) as AsyncIterable<MultipartFile>
}

/**
 * Whether a part is a file: it has a filename, or it is named `file` and has the type of raw bytes, which is how Zoho's Node SDK
 * sends a Buffer.
 */
function isFile ({ name, filename, type }: PartHeaders): boolean {
  return filename !== undefined || (name === 'file' && type === 'application/octet-stream')
}

/**
 * Takes the boundary from the Content-Type.
 * @throws {Refusal} `upload.form-malformed` if it is missing or unusable
 */
async function boundaryOf ({ headers: { 'content-type': contentType = '' }, raw }: FastifyRequest): Promise<string> {
  const boundary = parseParameters(contentType).parameters.get('boundary')
  if (boundary === undefined || boundary === '') throw malformed(explainMissingBoundary(await readSample(raw)))
  // RFC 2046 §5.1.1 allows fewer characters, and at most 70. Observed clients send others.
  if (!/^[\x20-\x7e]+$/.test(boundary) || /["\\]/.test(boundary) || boundary.length > limits.boundary) {
    throw malformed(`expected a boundary of at most ${limits.boundary} printable ASCII characters without quotes and backslashes (RFC 2046, section 5.1.1), got another of ${boundary.length}`)
  }
  return boundary
}

function malformed (why: string, cause?: unknown): Refusal {
  return new Refusal('upload.form-malformed', `the multipart body cannot be read: ${why}`, { cause })
}

function whyMalformed ({ message }: MalformedFormError, { hasBoundary }: FormScanner, { sample, readableEnded }: ScannedBody, boundary: string): string {
  return readableEnded && !hasBoundary ? explainUnmatchedBoundary(sample.subarray(0, SAMPLE_SIZE), boundary) : message
}

/** RFC 7578 §4.7: senders should not use Content-Transfer-Encoding, and receivers need not decode it. */
function ignoredEncoding ({ number, name, transferEncoding }: PartHeaders): string[] {
  return transferEncoding === undefined ? [] : [`the Content-Transfer-Encoding "${redactSegment(transferEncoding.slice(0, 40))}" of part ${number} ("${redactName(name as string)}")`]
}

/** Reads a text field to its end, but keeps only the first `limits.textFieldSize` bytes. */
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
 * @param isKept whether to keep its bytes; otherwise only its size and digest are kept, for the journal
 * @throws {Refusal} `upload.file-too-large`, or what the caller has for it
 * @throws {StoreFullError} if the memory quota is used up
 */
function readFile ({ file }: MultipartFile, { name: part, filename, type }: PartHeaders & { readonly name: string }, { reservation, maxFileSize, tooLarge = 'upload.file-too-large' }: FormOptions, isKept: boolean): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    const reader = new ContentReader({ isKept })
    file.on('data', (chunk: Buffer) => {
      try {
        if (reader.size + chunk.length > maxFileSize) throw new Refusal(tooLarge, `expected a file of at most ${maxFileSize} bytes, got more`)
        if (isKept) reservation.reserve(chunk.length + CHUNK_OVERHEAD)
        reader.add(chunk)
      } catch (error) {
        file.removeAllListeners('data')
        reader.clear()
        reject(error)
      }
    })
    // A body that arrived in one chunk may have ended or failed before this point, so that an event listener would miss it.
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
