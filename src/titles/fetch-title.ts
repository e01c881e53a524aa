import { MIMEType } from 'node:util'
import { limits } from '../zoho/limits.js'
import { findTitle, pageText } from './page-text.js'
import { openPage, type Reach, pageBody } from './open-page.js'

/** Why a page gives no title; its message is what the user is told. */
export class NoTitle extends Error {
  override readonly name = 'NoTitle'
}

/** How much of a page is read, in bytes: most have their title in the first few thousand. */
const MAX_BYTES = 256 * 1024

const HTML: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml'])

/**
 * Fetches the title of a page. One that is longer than Zoho's titles may be is cut; no source says what Zoho does with it.
 * @param link an http or https URL
 * @throws {NoTitle} where there is none, or the page may not be asked
 * @throws {Error} where the connection fails, or the signal aborts
 */
export async function fetchTitle (link: string, reach: Reach, signal: AbortSignal): Promise<string> {
  const response = await openPage(link, reach, signal)
  try {
    const charset = charsetOf(response.headers['content-type'])
    const title = await findTitle(pageText(pageBody(response, MAX_BYTES), charset))
    if (title === undefined) throw new NoTitle(`the page has no title in its first ${MAX_BYTES} bytes`)
    if (title === '') throw new NoTitle('the page’s title is empty')
    return [...title].slice(0, limits.title).join('')
  } finally {
    response.destroy()
  }
}

/** The charset that a page's Content-Type names. A page without a Content-Type is read as HTML. */
function charsetOf (contentType: string | undefined): string | null {
  if (!contentType) return null
  const { essence, params } = new MIMEType(contentType)
  if (!HTML.has(essence)) throw new NoTitle(`expected an HTML page, got the Content-Type "${essence}"`)
  return params.get('charset')
}
