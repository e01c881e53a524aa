import { MIMEType } from 'node:util'
import { limits } from '../zoho/limits.js'
import { findTitle, pageText } from './page-text.js'
import { openPage, type HostPolicy, pageBody } from './open-page.js'

/** Thrown when a page gives no title. The message is for the user. */
export class NoTitleError extends Error {
  override readonly name = 'NoTitleError'
}

/** How much of a page is read, in bytes. Most have their title in the first few thousand. */
const MAX_BYTES = 256 * 1024

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml'])

/**
 * Fetches the title of a page. A title longer than Zoho's limit is cut; no source says what Zoho does with one.
 * @param link an http or https URL
 * @returns the title, not empty, at most `limits.title` characters
 * @throws {NoTitleError} if the page has no title or may not be fetched
 * @throws {Error} if the connection fails or the signal aborts
 */
export async function fetchTitle (link: string, policy: HostPolicy, signal: AbortSignal): Promise<string> {
  const response = await openPage(link, policy, signal)
  try {
    const charset = charsetOf(response.headers['content-type'])
    const title = await findTitle(pageText(pageBody(response, MAX_BYTES), charset))
    if (title === undefined) throw new NoTitleError(`the page has no title in its first ${MAX_BYTES} bytes`)
    if (title === '') throw new NoTitleError('the page’s title is empty')
    return [...title].slice(0, limits.title).join('')
  } finally {
    response.destroy()
  }
}

/**
 * The charset in a Content-Type, if it has one. A page without a Content-Type is read as HTML.
 * @throws {NoTitleError} if the type is not HTML
 */
function charsetOf (contentType: string | undefined): string | null {
  if (!contentType) return null
  const { essence, params } = new MIMEType(contentType)
  if (!HTML_TYPES.has(essence)) throw new NoTitleError(`expected an HTML page, got the Content-Type "${essence}"`)
  return params.get('charset')
}
