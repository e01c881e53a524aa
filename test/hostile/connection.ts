import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** A response as received; interim responses (1xx) are left out. */
export interface HttpResponse {
  readonly status: number
  /** Headers in the order received, names in lower case. */
  readonly fields: ReadonlyArray<readonly [string, string]>
  readonly body: Buffer
}

/** The value of a header that occurs at most once. */
export function field ({ fields }: HttpResponse, wanted: string): string | undefined {
  return fields.find(([name]) => name === wanted)?.[1]
}

/** Parses the responses on a keep-alive connection. */
export interface ResponseParser {
  push (chunk: Buffer): void
  /** Ends the input, and with it a response without a length. */
  end (): void
  readonly answers: readonly HttpResponse[]
  /** How many interim responses were received, such as `100 Continue`. */
  readonly interim: number
  /** Describes bytes that are not an HTTP response; nothing after them can be parsed. */
  readonly broken: string | undefined
  /** Whether a response has begun and is incomplete. */
  readonly isInside: boolean
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/

/**
 * Creates a parser of responses.
 * @param hasNoBody whether the response with this index answers a HEAD request
 */
export function createResponseParser (hasNoBody: (index: number) => boolean = () => false): ResponseParser {
  const answers: HttpResponse[] = []
  let pending: Buffer = Buffer.alloc(0)
  let interim = 0
  let broken: string | undefined
  let untilEnd: Omit<HttpResponse, 'body'> | undefined

  /** Parses one response. @returns whether another may follow */
  function parseOne (): boolean {
    const end = pending.indexOf('\r\n\r\n')
    if (end === -1 || untilEnd !== undefined) return false
    const [first = '', ...lines] = pending.toString('latin1', 0, end).split('\r\n')
    const [, digits] = /^HTTP\/1\.1 (\d{3})( |$)/.exec(first) ?? []
    const fields = lines.map(line => HEADER.exec(line))
    if (digits === undefined || fields.includes(null)) {
      broken = `not the head of a response: ${JSON.stringify(pending.toString('latin1', 0, Math.min(end, 600)))}`
      return false
    }
    const status = Number(digits)
    const answer = { status, fields: fields.map(match => [String(match?.[1]).toLowerCase(), String(match?.[2])] as const) }
    const start = end + 4
    if (status < 200) {
      interim++
      pending = pending.subarray(start)
      return true
    }
    const length = field({ ...answer, body: pending }, 'content-length')
    // The response to invalid bytes in the place of a HEAD request has a body.
    const isForBytes = isForInvalidBytes({ ...answer, body: pending })
    if ((hasNoBody(answers.length) && !isForBytes) || status === 204 || status === 304) return keep(answer, start, start)
    if (length !== undefined) return pending.length >= start + Number(length) && keep(answer, start, start + Number(length))
    if (field({ ...answer, body: pending }, 'transfer-encoding') === 'chunked') return parseChunked(answer, start)
    untilEnd = answer
    pending = pending.subarray(start)
    return false
  }

  function parseChunked (answer: Omit<HttpResponse, 'body'>, start: number): boolean {
    const chunks: Buffer[] = []
    for (let at = start; ;) {
      const line = pending.indexOf('\r\n', at)
      if (line === -1) return false
      const size = Number.parseInt(pending.toString('latin1', at, line), 16)
      if (Number.isNaN(size)) {
        broken = `not the size of a chunk: ${JSON.stringify(pending.toString('latin1', at, Math.min(line, at + 600)))}`
        return false
      }
      if (pending.length < line + 2 + size + 2) return false
      if (size === 0) {
        answers.push({ ...answer, body: Buffer.concat(chunks) })
        pending = pending.subarray(line + 4)
        return true
      }
      chunks.push(pending.subarray(line + 2, line + 2 + size))
      at = line + 2 + size + 2
    }
  }

  function keep (answer: Omit<HttpResponse, 'body'>, start: number, end: number): boolean {
    answers.push({ ...answer, body: Buffer.from(pending.subarray(start, end)) })
    pending = pending.subarray(end)
    return true
  }

  return {
    answers,
    get interim () { return interim },
    get broken () { return broken },
    get isInside () { return pending.length > 0 || untilEnd !== undefined },
    push (chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      while (broken === undefined && pending.length > 0 && parseOne());
    },
    end () {
      if (untilEnd === undefined) return
      answers.push({ ...untilEnd, body: pending })
      untilEnd = undefined
      pending = Buffer.alloc(0)
    }
  }
}

/** Whether a response answers bytes that did not parse as a request, and so has no request id. */
export function isForInvalidBytes (answer: HttpResponse): boolean {
  return /^request\./.test(field(answer, 'x-mock-rule') ?? '') && field(answer, 'x-mock-request-id') === undefined
}

/** A connection to which a test writes raw bytes, and whose responses are parsed as they arrive. */
export interface Connection extends ResponseParser {
  readonly socket: Socket
  /** Whether the server has ended the connection, by FIN or RST. */
  readonly isClosed: boolean
  /**
   * Waits for a condition, which is checked when a response arrives or the connection ends.
   * @param timeout in milliseconds @returns whether it holds; `false` after the timeout or the end of the connection
   */
  until (isEnough: () => boolean, timeout: number): Promise<boolean>
}

/** Opens a connection. The caller destroys its socket. */
export async function openConnection (port: number, hasNoBody?: (index: number) => boolean): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
  const reader = createResponseParser(hasNoBody)
  let isClosed = false
  let wake = (): void => {}
  const close = (): void => {
    isClosed = true
    reader.end()
    wake()
  }
  socket.on('data', chunk => {
    reader.push(chunk)
    wake()
  })
  // A reset between two waits must not be thrown: 'close' follows it.
  socket.on('error', () => {})
  socket.on('end', close).on('close', close)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return {
    socket,
    get answers () { return reader.answers },
    get interim () { return reader.interim },
    get broken () { return reader.broken },
    get isInside () { return reader.isInside },
    get isClosed () { return isClosed },
    push: chunk => reader.push(chunk),
    end: () => reader.end(),
    until: (isEnough, timeout) => new Promise(resolve => {
      const finish = (holds: boolean): void => {
        clearTimeout(timer)
        wake = () => {}
        resolve(holds)
      }
      const timer = setTimeout(() => finish(false), timeout)
      wake = () => {
        if (isEnough()) finish(true)
        else if (isClosed) finish(false)
      }
      wake()
    })
  }
}

/** Writes pieces one by one, each flushed before the next, until the connection ends. */
export async function writePieces ({ socket }: Pick<Connection, 'socket'>, pieces: Iterable<Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Cuts bytes into pieces of the given sizes, used in turn. */
export function * cut (bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let start = 0, index = 0; start < bytes.length; index++) {
    const size = Math.max(1, sizes[index % sizes.length] ?? bytes.length)
    yield bytes.subarray(start, start + size)
    start += size
  }
}

/** A request as Node's HTTP parser sees it. */
export interface ParsedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Whether its body was complete. */
  isComplete: boolean
}

/** What Node's HTTP parser makes of bytes: the requests, and whether it found bytes that are not a request. */
export interface ParsedBytes {
  readonly requests: readonly ParsedRequest[]
  readonly isMalformed: boolean
}

/** Creates a function that parses bytes with Node's own HTTP parser, in a server that does nothing else. */
export function createRequestParser (): (bytes: Buffer) => Promise<ParsedBytes> {
  const seen = new WeakMap<object, { requests: ParsedRequest[], isMalformed: boolean }>()
  const server: Server = createServer({ requireHostHeader: false }, (request, response) => {
    const { method = '', url = '', headers } = request
    const parsed: ParsedRequest = { method, url, headers, isComplete: false }
    seen.get(request.socket)?.requests.push(parsed)
    request.on('end', () => { parsed.isComplete = request.complete })
    request.on('error', () => {})
    request.resume()
    response.end()
  })
  // Without this listener Node answers an unknown expectation itself and emits no request.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('clientError', (_error, socket) => {
    const result = seen.get(socket)
    if (result) result.isMalformed = true
    socket.destroy()
  })
  return async bytes => {
    const [near, far] = duplexPair()
    const result = { requests: [], isMalformed: false }
    seen.set(far, result)
    near.on('error', () => {}).resume()
    far.on('error', () => {})
    server.emit('connection', far)
    near.write(bytes)
    // The parser reports within a few turns of the event loop.
    for (let turn = 0; turn < 6; turn++) await new Promise(resolve => setImmediate(resolve))
    near.destroy()
    far.destroy()
    return result
  }
}

/** Does work for each item, at most `width` at once. */
export async function pool<Item> (items: Iterable<Item>, width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]()
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value)
  }))
}

/**
 * Sends a request with an optional JSON body.
 * @param body a string is sent as it is, anything else as JSON
 * @param timeout in milliseconds
 * @throws {Error} if there is no response within that time
 */
export async function ask (url: string, method = 'GET', body?: unknown, timeout = 120_000): Promise<{ readonly status: number, readonly text: string }> {
  const reply = await fetch(url, {
    method,
    signal: AbortSignal.timeout(timeout),
    ...body !== undefined && { headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }
  })
  return { status: reply.status, text: await reply.text() }
}

/** Sends a request and parses the response as JSON. */
export async function askFor<Value> (url: string, method = 'GET', body?: unknown): Promise<Value> {
  return JSON.parse((await ask(url, method, body)).text) as Value
}

/** The resident memory of a process in MiB; `undefined` where the system does not provide it, as outside Linux. */
export function memoryOf (pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}

/** Polls a condition that another process brings about. @returns whether it held within the timeout, in milliseconds */
export async function eventually (holds: () => Promise<boolean>, timeout: number): Promise<boolean> {
  const end = Date.now() + timeout
  while (!await holds()) {
    if (Date.now() > end) return false
    await pause(20)
  }
  return true
}

/** A number from an environment variable, such as HOSTILE_RUNS. */
export function setting (name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback)
}

/** What went wrong, grouped by kind, so that many failures of one kind do not hide another. */
export interface Failures {
  add (kind: string, input: string): void
  readonly size: number
  /** One line for each kind, with its count and smallest input. */
  report (): string[]
}

export function createFailures (): Failures {
  const kinds = new Map<string, { count: number, smallest: string }>()
  return {
    add (kind, input) {
      const { count, smallest } = kinds.get(kind) ?? { count: 0, smallest: input }
      kinds.set(kind, { count: count + 1, smallest: input.length < smallest.length ? input : smallest })
    },
    get size () { return kinds.size },
    report: () => [...kinds].map(([kind, { count, smallest }]) => `${kind} (${count} times): ${smallest}`)
  }
}
