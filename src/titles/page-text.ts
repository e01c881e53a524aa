import { TextDecoder } from 'node:util'
import { Parser } from 'htmlparser2'

/** Elements with a `<title>` of their own, which is not the page's. */
const TITLED_ELEMENTS: ReadonlySet<string> = new Set(['svg', 'math', 'template'])

/**
 * Finds the text of a page's first `<title>`, with entities decoded and white space collapsed. Stops reading after it.
 * @returns `undefined` if the page has no title, an empty string if the title is empty
 */
export async function findTitle (page: AsyncIterable<string>): Promise<string | undefined> {
  let title: string | undefined
  let isComplete = false
  let titledDepth = 0
  const parser = new Parser({
    onopentagname (name) {
      if (TITLED_ELEMENTS.has(name)) titledDepth++
      if (name === 'title' && titledDepth === 0) title ??= ''
    },
    ontext (text) {
      if (title !== undefined && !isComplete) title += text
    },
    onclosetag (name) {
      if (TITLED_ELEMENTS.has(name)) titledDepth--
      if (name === 'title' && titledDepth === 0) isComplete = true
    }
  })
  for await (const text of page) {
    parser.write(text)
    if (isComplete) break
  }
  // Flushes an entity that was cut off by the end.
  parser.end()
  return title?.replaceAll(/\s+/g, ' ').trim()
}

/** In how many bytes to look for a `<meta charset>`: html.spec.whatwg.org, “prescan a byte stream to determine its encoding”. */
const PRESCAN = 1024

const BYTE_ORDER_MARKS: ReadonlyArray<readonly [charset: string, mark: Buffer]> = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['utf-16le', Buffer.from([0xff, 0xfe])]
]

/**
 * Decodes a page while it is read.
 * @param charset from the Content-Type; `null` if it has none
 */
export async function * pageText (bytes: AsyncIterable<Buffer>, charset: string | null): AsyncGenerator<string> {
  let start = Buffer.alloc(0)
  let decoder: TextDecoder | undefined
  // Always with `stream`: without it, Node from 20.18.3 on decodes windows-1252 as Latin-1 (github.com/nodejs/node/issues/56542).
  for await (const chunk of bytes) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true })
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < PRESCAN) continue
    decoder = decoderOf(start, charset)
    yield decoder.decode(start, { stream: true })
  }
  if (decoder) {
    yield decoder.decode()
    return
  }
  decoder = decoderOf(start, charset)
  yield decoder.decode(start, { stream: true }) + decoder.decode()
}

/** Follows the order of html.spec.whatwg.org, “determining the character encoding”. */
function decoderOf (start: Buffer, charset: string | null): TextDecoder {
  const markedCharset = BYTE_ORDER_MARKS.find(([, mark]) => start.subarray(0, mark.length).equals(mark))?.[0]
  return createDecoder(markedCharset) ?? createDecoder(charset) ?? createDecoder(metaCharset(start)) ??
    new TextDecoder(isUtf8(start) ? 'utf-8' : 'windows-1252')
}

/** The charset of the first `<meta>` with one. A page that could be read as ASCII is not UTF-16, whatever the element says. */
function metaCharset (start: Buffer): string | undefined {
  const charsets: string[] = []
  const parser = new Parser({
    onopentag (name, { charset, content = '', 'http-equiv': pragma = '' }) {
      if (name !== 'meta') return
      const found = charset ?? (pragma.toLowerCase() === 'content-type' ? /charset\s*=\s*["']?([^\s"';]+)/i.exec(content)?.[1] : undefined)
      if (found !== undefined) charsets.push(found)
    }
  })
  parser.end(start.toString('latin1', 0, PRESCAN))
  return charsets[0]?.replace(/^\s*utf-16.*$/i, 'utf-8')
}

/** Creates a decoder for a charset, by any of its names; returns `undefined` if there is none or Node does not know it. */
function createDecoder (charset: string | null | undefined): TextDecoder | undefined {
  if (!charset) return undefined
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}

/** Whether bytes are UTF-8, except for a character that may be cut at the end. */
function isUtf8 (bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
