import { TextDecoder } from 'node:util'
import { Parser } from 'htmlparser2'

/** Elements whose own `<title>` is not the page's. */
const OTHERS: ReadonlySet<string> = new Set(['svg', 'math', 'template'])

/**
 * The text of a page's first `<title>`, entities decoded and white space collapsed; reads no further than its end.
 * @returns nothing where the page has none; an empty text where it is empty
 */
export async function findTitle (page: AsyncIterable<string>): Promise<string | undefined> {
  let title: string | undefined
  let isOver = false
  let others = 0
  const parser = new Parser({
    onopentagname (name) {
      if (OTHERS.has(name)) others++
      if (name === 'title' && others === 0) title ??= ''
    },
    ontext (text) {
      if (title !== undefined && !isOver) title += text
    },
    onclosetag (name) {
      if (OTHERS.has(name)) others--
      if (name === 'title' && others === 0) isOver = true
    }
  })
  for await (const text of page) {
    parser.write(text)
    if (isOver) break
  }
  // An entity that the end cut is still held back.
  parser.end()
  return title?.replaceAll(/\s+/g, ' ').trim()
}

/** How far to look for a `<meta charset>`, in bytes: html.spec.whatwg.org, “prescan a byte stream to determine its encoding”. */
const PRESCAN = 1024

const MARKS: ReadonlyArray<readonly [charset: string, mark: Buffer]> = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['utf-16le', Buffer.from([0xff, 0xfe])]
]

/**
 * The text of a page, as far as its bytes are read.
 * @param charset what the Content-Type says; nothing where it says nothing
 */
export async function * pageText (bytes: AsyncIterable<Buffer>, charset: string | null): AsyncGenerator<string> {
  let start = Buffer.alloc(0)
  let decoder: TextDecoder | undefined
  // Always as a stream: Node from 20.18.3 on takes windows-1252 for Latin-1 otherwise (github.com/nodejs/node/issues/56542).
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

/** In the order of html.spec.whatwg.org, “determining the character encoding”. */
function decoderOf (start: Buffer, charset: string | null): TextDecoder {
  const marked = MARKS.find(([, mark]) => start.subarray(0, mark.length).equals(mark))?.[0]
  return knownDecoder(marked) ?? knownDecoder(charset) ?? knownDecoder(metaCharset(start)) ??
    new TextDecoder(isUtf8(start) ? 'utf-8' : 'windows-1252')
}

/** What the first `<meta>` with a charset says. One that could be read as ASCII is not UTF-16, whatever it says. */
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

/** A decoder for a charset that Node knows, by any of its names. */
function knownDecoder (charset: string | null | undefined): TextDecoder | undefined {
  if (!charset) return undefined
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}

/** Whether bytes are UTF-8, but for a character that their end may have cut. */
function isUtf8 (bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
