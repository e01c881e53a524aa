import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import { MalformedForm, type FormScanner } from './form-scanner.js'

/** How many bytes of the beginning are kept, for the explanation of a form that cannot be read. */
export const SAMPLE = 512

/**
 * A request's body with a scanner in front of the parser: as much of a request as @fastify/multipart 10.1 uses of
 * `request.raw`. It is neither a stream, since one more costs an upload of 1 KiB a tenth, nor an EventEmitter, whose table of
 * listeners is one more object that V8 may come to allocate among the old ones (bin.cts).
 */
export class ScannedBody {
  /** What the parser looks at: the type of the form. */
  readonly headers: { readonly 'content-type': string }
  readonly aborted = false
  readableEnded = false
  /** How much has come, in bytes. */
  size = 0
  readonly #raw: IncomingMessage
  readonly #scanner: FormScanner
  readonly #first: Buffer[] = []
  #parser: Writable | undefined
  #onError: ((error: unknown) => void) | undefined

  constructor (raw: IncomingMessage, scanner: FormScanner, contentType: string) {
    this.#raw = raw
    this.#scanner = scanner
    this.headers = { 'content-type': contentType }
  }

  /** The first bytes of the body. */
  get sample (): Buffer {
    return Buffer.concat(this.#first).subarray(0, SAMPLE)
  }

  /** The parser also listens for 'close', which tells of nothing here that 'error' does not. */
  on (event: string, listener: (error: unknown) => void): this {
    if (event === 'error') this.#onError = listener
    return this
  }

  /** Nothing: all that the parser waits for once is the first 'data', to tell an empty body, which the scanner refuses. */
  once (): this {
    return this
  }

  pipe (parser: Writable): Writable {
    this.#parser = parser
    this.#raw.on('data', this.#onData).once('end', this.#onEnd).once('error', this.#onClose).once('close', this.#onClose)
    return parser
  }

  unpipe (): void {
    this.#raw.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onClose).off('close', this.#onClose)
    this.#parser?.off('drain', this.#onDrain)
    this.#parser = undefined
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.size < SAMPLE) this.#first.push(chunk)
    this.size += chunk.length
    this.#pass(chunk)
  }

  readonly #onEnd = (): void => {
    this.readableEnded = true
    // 'close' follows, while the parser may still be reading.
    this.#raw.off('error', this.#onClose).off('close', this.#onClose)
    const parser = this.#parser
    this.#pass(undefined)
    // Gone where the scanner found that the form is not over.
    if (this.#parser !== undefined) parser?.end()
  }

  readonly #onClose = (): void => { this.#fail(new MalformedForm('the client went away in the middle of it')) }

  readonly #onDrain = (): void => { this.#raw.resume() }

  /** @param chunk nothing at the end */
  #pass (chunk: Buffer | undefined): void {
    let isFull = false
    try {
      for (const piece of chunk === undefined ? this.#scanner.end() : this.#scanner.write(chunk)) isFull = this.#parser?.write(piece) === false || isFull
    } catch (error) {
      this.#fail(error)
      return
    }
    if (!isFull) return
    this.#raw.pause()
    this.#parser?.once('drain', this.#onDrain)
  }

  /** The parser stops reading at it, and hands it to whoever waits for a part. */
  #fail (error: unknown): void {
    this.#onError?.(error)
  }
}
