import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import { MalformedForm, type FormScanner } from './form-scanner.js'

/** How many bytes of the beginning are kept, for the explanation of a form that cannot be read. */
export const SAMPLE = 512

/**
 * A request's body with a scanner in front of the parser: as much of a request as @fastify/multipart uses of `request.raw`.
 * It is no stream of its own, since one more costs an upload of 1 KiB a tenth.
 */
export class ScannedBody extends EventEmitter {
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

  constructor (raw: IncomingMessage, scanner: FormScanner, contentType: string) {
    super()
    this.#raw = raw
    this.#scanner = scanner
    this.headers = { 'content-type': contentType }
  }

  /** The first bytes of the body. */
  get sample (): Buffer {
    return Buffer.concat(this.#first).subarray(0, SAMPLE)
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
    this.#pass(() => this.#scanner.write(chunk))
  }

  readonly #onEnd = (): void => {
    this.readableEnded = true
    // 'close' follows, while the parser may still be reading.
    this.#raw.off('error', this.#onClose).off('close', this.#onClose)
    const parser = this.#parser
    this.#pass(() => this.#scanner.end())
    // Gone where the scanner found that the form is not over.
    if (this.#parser !== undefined) parser?.end()
  }

  readonly #onClose = (): void => { this.emit('error', new MalformedForm('the client went away in the middle of it')) }

  readonly #onDrain = (): void => { this.#raw.resume() }

  #pass (scan: () => Buffer[]): void {
    let isFull = false
    try {
      for (const piece of scan()) isFull = this.#parser?.write(piece) === false || isFull
    } catch (error) {
      // @fastify/multipart stops reading at it, and hands it to whoever waits for a part.
      this.emit('error', error)
      return
    }
    if (!isFull) return
    this.#raw.pause()
    this.#parser?.once('drain', this.#onDrain)
  }
}
