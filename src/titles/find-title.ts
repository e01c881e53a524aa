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
