import type { FastifyReply } from 'fastify'

/** Says something about a success in `x-mock-explain`, behind what it says already. */
export function explainSuccess (reply: FastifyReply, text: string): void {
  const before = reply.getHeader('x-mock-explain')
  reply.header('x-mock-explain', headerText(before === undefined ? text : `${String(before)}; ${text}`))
}

/**
 * Makes a text fit for a header: RFC 9110 §5.5 allows visible ASCII and spaces, and names of files come in any script.
 * Everything else is written as `\u{…}`, and a text that is too long for common clients is cut.
 */
export function headerText (text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return ascii.length > 1000 ? `${ascii.slice(0, 999)}~` : ascii
}
