import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** An answer as it came over a socket; interim answers (1xx) are left out. */
export interface Answer {
  readonly status: number
  /** In the order in which they came, names in lower case. */
  readonly fields: ReadonlyArray<readonly [string, string]>
  readonly body: Buffer
}

/** The value of a header that comes once; `undefined` where there is none. */
export function field ({ fields }: Answer, wanted: string): string | undefined {
  return fields.find(([name]) => name === wanted)?.[1]
}

/** Takes answers off the bytes of a connection that is kept alive. */
export interface AnswerReader {
  push (chunk: Buffer): void
  /** Tells that nothing more comes: an answer without a length ends here. */
  end (): void
  readonly answers: readonly Answer[]
  /** How many interim answers came: `100 Continue`. */
  readonly interim: number
  /** What is no answer of HTTP, in words; nothing can be read after it. */
  readonly broken: string | undefined
  /** Whether an answer has begun and is not over. */
  readonly isInside: boolean
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/

/**
 * Makes a reader of answers.
 * @param hasNoBody whether the answer with this number, from 0, answers a HEAD
 */
export function createAnswerReader (hasNoBody: (index: number) => boolean = () => false): AnswerReader {
  const answers: Answer[] = []
  let pending: Buffer = Buffer.alloc(0)
  let interim = 0
  let broken: string | undefined
  let untilEnd: Omit<Answer, 'body'> | undefined

  /** @returns whether there may be more to take */
  function take (): boolean {
    const end = pending.indexOf('\r\n\r\n')
    if (end === -1 || untilEnd !== undefined) return false
    const [first = '', ...lines] = pending.toString('latin1', 0, end).split('\r\n')
    const [, digits] = /^HTTP\/1\.1 (\d{3})( |$)/.exec(first) ?? []
    const fields = lines.map(line => HEADER.exec(line))
    if (digits === undefined || fields.includes(null)) {
      broken = `not the head of an answer: ${JSON.stringify(pending.toString('latin1', 0, Math.min(end, 600)))}`
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
    // What is no request may be answered in the place of a HEAD, and then has a body.
    const isOfBytes = isAboutBytes({ ...answer, body: pending })
    if ((hasNoBody(answers.length) && !isOfBytes) || status === 204 || status === 304) return keep(answer, start, start)
    if (length !== undefined) return pending.length >= start + Number(length) && keep(answer, start, start + Number(length))
    if (field({ ...answer, body: pending }, 'transfer-encoding') === 'chunked') return takeChunks(answer, start)
    untilEnd = answer
    pending = pending.subarray(start)
    return false
  }

  function takeChunks (answer: Omit<Answer, 'body'>, start: number): boolean {
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

  function keep (answer: Omit<Answer, 'body'>, start: number, end: number): boolean {
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
      while (broken === undefined && pending.length > 0 && take());
    },
    end () {
      if (untilEnd === undefined) return
      answers.push({ ...untilEnd, body: pending })
      untilEnd = undefined
      pending = Buffer.alloc(0)
    }
  }
}

/** Whether an answer is to bytes that never became a request, which has no id then. */
export function isAboutBytes (answer: Answer): boolean {
  return /^request\./.test(field(answer, 'x-mock-rule') ?? '') && field(answer, 'x-mock-request-id') === undefined
}

/** A connection whose bytes are the test's own, and whose answers are read as they come. */
export interface HostileLine extends AnswerReader {
  readonly socket: Socket
  /** Whether the server has ended the connection, by FIN or by RST. */
  readonly isClosed: boolean
  /**
   * Waits until something holds that answers or the end of the connection can bring about.
   * @param patience in milliseconds @returns whether it holds; `false` where the time is over or the connection has ended
   */
  until (isEnough: () => boolean, patience: number): Promise<boolean>
}

/** Opens a connection. The caller destroys its socket. */
export async function openHostileLine (port: number, hasNoBody?: (index: number) => boolean): Promise<HostileLine> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
  const reader = createAnswerReader(hasNoBody)
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
  // A reset while the test is between two waits must not be thrown: 'close' follows it.
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
    until: (isEnough, patience) => new Promise(resolve => {
      const finish = (holds: boolean): void => {
        clearTimeout(timer)
        wake = () => {}
        resolve(holds)
      }
      const timer = setTimeout(() => finish(false), patience)
      wake = () => {
        if (isEnough()) finish(true)
        else if (isClosed) finish(false)
      }
      wake()
    })
  }
}

/** Writes bytes in pieces, each of which leaves before the next; stops where the connection has ended. */
export async function writePieces ({ socket }: Pick<HostileLine, 'socket'>, pieces: Iterable<Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Cuts bytes into pieces of the sizes that are given, over and over. */
export function * cut (bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let start = 0, index = 0; start < bytes.length; index++) {
    const size = Math.max(1, sizes[index % sizes.length] ?? bytes.length)
    yield bytes.subarray(start, start + size)
    start += size
  }
}

/** A request as Node's parser sees it. */
export interface Framed {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Whether its body came to its end. */
  isComplete: boolean
}

/** What Node's HTTP parser makes of bytes: which requests, and whether it found bytes that are no request. */
export interface Framing {
  readonly requests: readonly Framed[]
  readonly isMalformed: boolean
}

/** Tells where requests begin and end in any bytes, by Node's own parser in a server that does nothing else. */
export function createFramer (): (bytes: Buffer) => Promise<Framing> {
  const seen = new WeakMap<object, { requests: Framed[], isMalformed: boolean }>()
  const server: Server = createServer({ requireHostHeader: false }, (request, response) => {
    const { method = '', url = '', headers } = request
    const framed: Framed = { method, url, headers, isComplete: false }
    seen.get(request.socket)?.requests.push(framed)
    request.on('end', () => { framed.isComplete = request.complete })
    request.on('error', () => {})
    request.resume()
    response.end()
  })
  // Node answers an unknown expectation by itself, and tells of no request then.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('clientError', (_error, socket) => {
    const framing = seen.get(socket)
    if (framing) framing.isMalformed = true
    socket.destroy()
  })
  return async bytes => {
    const [near, far] = duplexPair()
    const framing = { requests: [], isMalformed: false }
    seen.set(far, framing)
    near.on('error', () => {}).resume()
    far.on('error', () => {})
    server.emit('connection', far)
    near.write(bytes)
    // What a parser says of bytes that it has, it says within a few turns of the event loop.
    for (let turn = 0; turn < 6; turn++) await new Promise(resolve => setImmediate(resolve))
    near.destroy()
    far.destroy()
    return framing
  }
}

/** Does work for each of many things, so many at once. */
export async function pool<Thing> (things: Iterable<Thing>, width: number, work: (thing: Thing) => Promise<void>): Promise<void> {
  const iterator = things[Symbol.iterator]()
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value)
  }))
}

/**
 * Asks the control API, or anything else that speaks JSON.
 * @param body a text as it is, anything else as JSON
 * @param patience in milliseconds
 * @throws {Error} where there is no answer within that time
 */
export async function ask (url: string, method = 'GET', body?: unknown, patience = 120_000): Promise<{ readonly status: number, readonly text: string }> {
  const reply = await fetch(url, {
    method,
    signal: AbortSignal.timeout(patience),
    ...body !== undefined && { headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }
  })
  return { status: reply.status, text: await reply.text() }
}

/** Asks for JSON. */
export async function askFor<Value> (url: string, method = 'GET', body?: unknown): Promise<Value> {
  return JSON.parse((await ask(url, method, body)).text) as Value
}

/** How much memory a process has, in MiB; `undefined` where the system does not say, as outside Linux. */
export function memoryOf (pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}

/** Waits until something holds that another process does in its own time. @returns whether it came to hold within the time, in milliseconds */
export async function eventually (holds: () => Promise<boolean>, patience: number): Promise<boolean> {
  const end = Date.now() + patience
  while (!await holds()) {
    if (Date.now() > end) return false
    await pause(20)
  }
  return true
}

/** A number of the environment, such as HOSTILE_RUNS; the fallback where there is none. */
export function setting (name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback)
}

/** What was found to be wrong, by kind; each kind with its first inputs, so that a flood of one kind hides no other. */
export interface Findings {
  add (kind: string, input: string): void
  readonly size: number
  /** One line a kind, with how often it came and the smallest input. */
  report (): string[]
}

export function createFindings (): Findings {
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
