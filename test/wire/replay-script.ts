/**
 * A file of fixtures/wire: what a client of another language puts on the wire, and what it has to get.
 *
 * - Lines from `#` on are for the reader, and so are empty lines before the first request.
 * - `=== NAME` begins a request. Each of its lines goes out with CRLF after it, unless it ends with `\`.
 * - `< 100` stands where the client waits for `100 Continue`.
 * - `< STATUS WHAT` ends the request, and says what the answer has to be.
 * - `{host}`, `{token}` and the names of attachments stand for what they are in this run, `{length}` for the length of the body,
 *   `{bytes}` for a file that has each byte once, and `{bytes*N}` for N times that.
 */
export interface Exchange {
  readonly name: string
  readonly lines: readonly string[]
  readonly answer: Answer
}

interface Answer {
  readonly status: number
  readonly kind: string
  /** What stands after the kind and its colon. */
  readonly text: string
}

/** A request as it goes out, in pieces: before each but the first the client waits for `100 Continue`. */
export interface Rendered {
  readonly pieces: readonly Buffer[]
  /** The file in it. */
  readonly content: Buffer | undefined
  readonly closes: boolean
}

const WAIT = '< 100'

/** Reads a file of requests. */
export function readScript (text: string): Exchange[] {
  return text.split(/^=== /m).slice(1).map(section => {
    const [name = '', ...lines] = section.split('\n')
    const end = lines.findIndex(line => line.startsWith('< ') && line !== WAIT)
    const [, status, kind, rest = ''] = /^< (\d{3}) ([^:]+)(?:: (.*))?$/.exec(lines[end] ?? '') ?? []
    if (status === undefined || kind === undefined) throw new Error(`Expected an answer \`< STATUS WHAT\` at the end of \`${name}\`, got none`)
    return { name, lines: lines.slice(0, end), answer: { status: Number(status), kind, text: rest } }
  })
}

/**
 * Makes a request's bytes.
 * @param values by the names that stand in braces
 */
export function render ({ lines }: Exchange, values: ReadonlyMap<string, string>): Rendered {
  const end = lines.indexOf('') + 1
  const body = lines.slice(end)
  const length = bytesOf(body.filter(line => line !== WAIT), values).length
  const head = bytesOf(lines.slice(0, end), new Map([...values, ['length', String(length)]]))
  const wait = body.indexOf(WAIT)
  const [file] = body.flatMap(line => contentIn(line) ?? [])
  return {
    pieces: wait === -1 ? [Buffer.concat([head, bytesOf(body, values)])] : [head, bytesOf(body.slice(wait + 1), values)],
    content: file,
    closes: lines.includes('Connection: close')
  }
}

function bytesOf (lines: readonly string[], values: ReadonlyMap<string, string>): Buffer {
  return Buffer.concat(lines.flatMap(line => {
    const text = line.replaceAll(/\{(\w+)\}/g, (braced, name: string) => values.get(name) ?? braced)
    const content = contentIn(line) ?? Buffer.from(text.replace(/\\$/, ''))
    return line.endsWith('\\') ? [content] : [content, Buffer.from('\r\n')]
  }))
}

function contentIn (line: string): Buffer | undefined {
  const [found, times = 1] = /^\{bytes(?:\*(\d+))?\}$/.exec(line) ?? []
  return found === undefined ? undefined : Buffer.concat(Array<Buffer>(Number(times)).fill(Buffer.from(Array.from({ length: 256 }, (_, value) => value))))
}
