import { createHash } from 'node:crypto'
import { finished } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { contentOf, type Content } from '../sandbox/content.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/refusal.js'
import type { Form, FormFile, FormOptions } from './form.js'

/**
 * Reads a multipart body to its end: fields may follow the file, and a file that nobody reads would stall the client.
 * @throws {Refusal} `upload.form-malformed`, `upload.file-too-large`, `upload.store-full`
 */
export async function readMultipart (request: FastifyRequest, options: FormOptions): Promise<Form> {
  const files: FormFile[] = []
  const fields: Array<[string, string]> = []
  // STOP-GAP, to be replaced by a silent logger: at trace the plugin writes all headers to the log, with their secrets.
  if (request.log.level === 'trace') request.log.level = 'debug'
  try {
    const parts = request.parts({
      limits: { fileSize: options.maxFileSize, fields: limits.textFields, fieldSize: limits.textFieldSize }
    })
    for await (const part of parts) {
      if (part.type === 'file') {
        const wanted = part.fieldname === options.keep && !files.some(file => file.part === options.keep)
        files.push(await readFile(part, options, wanted))
      } else {
        fields.push([part.fieldname, textOf(part.value)])
      }
    }
  } catch (error) {
    // Whatever the parser trips over is the client's doing: it has no errors of its own kind, and would answer 500.
    throw error instanceof Refusal
      ? error
      : new Refusal('upload.form-malformed', `the multipart body cannot be read: ${reasonOf(error as Error)}`, { cause: error })
  }
  return { kind: 'multipart', files, fields }
}

/** What a piece weighs beside its bytes: without it a client that sends byte by byte would fill the memory uncounted. A round figure. */
const PER_CHUNK = 256

/** The parser's words; for a body that breaks off it has two, depending on how the bytes arrived. */
function reasonOf ({ message }: Error): string {
  return /terminated early|Unexpected end/.test(message) ? 'it ends before its closing boundary' : message
}

/** @fastify/multipart parses a part of type application/json; the text that it was is wanted here. */
function textOf (value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readFile ({ file, fieldname: part, filename, mimetype: type }: MultipartFile, { hold, maxFileSize }: FormOptions, wanted: boolean): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    // Of a file that nobody wants the journal shows at least what it was.
    const hash = wanted ? undefined : createHash('sha256')
    let dropped = 0
    const fail = (error: unknown): void => {
      file.removeAllListeners('data')
      chunks.length = 0
      reject(error)
    }
    if (hash === undefined) {
      file.on('data', (chunk: Buffer) => {
        try {
          hold.take(chunk.length + PER_CHUNK)
          chunks.push(chunk)
        } catch (error) {
          fail(error)
        }
      })
    } else {
      file.on('data', (chunk: Buffer) => {
        dropped += chunk.length
        hash.update(chunk)
      })
    }
    const kept = (content: Content): FormFile => ({ part, filename: filename as string | undefined, type, size: content.size, content })
    const tooLarge = (): Refusal => new Refusal('upload.file-too-large', `expected a file of at most ${maxFileSize} bytes, got more`)
    file.on('limit', () => fail(tooLarge()))
    // A body that came in one piece may be over the limit, or broken off, before this listens: an event would be missed.
    finished(file, error => {
      if (error) fail(error)
      else if (file.truncated) fail(tooLarge())
      // Typed `string` by the plugin, and undefined where the part has no file name.
      else resolve(hash === undefined ? kept(contentOf(chunks)) : kept({ size: dropped, chunks: [], print: { sha256: hash.digest('hex') } }))
    })
  })
}
