/**
 * One request of a file in fixtures/wire, and the expected response. fixtures/README.md describes the format.
 */
export interface Exchange {
  readonly name: string
  readonly lines: readonly string[]
  readonly answer: Answer
}

interface Answer {
  readonly status: number
  readonly kind: string
  /** The text after the kind and its colon. */
  readonly text: string
}

/** A request as it is sent, in pieces. Before each piece but the first the client waits for `100 Continue`. */
export interface Rendered {
  readonly pieces: readonly Buffer[]
  /** The file that it uploads. */
  readonly content: Buffer | undefined
  readonly closes: boolean
}

const WAIT = '< 100'

/** Parses a file of fixtures/wire. */
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
 * Builds the bytes of a request.
 * @param values the values of names in braces
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
