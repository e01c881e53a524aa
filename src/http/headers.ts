/**
 * A `Content-Disposition` that makes a client save what comes, under a name. One parameter only, and nothing in it that a
 * client could stumble over: Zoho's SDKs take for the name what follows the last `'` or else the last `=`, and none of them
 * decodes it.
 * Source: the header that GET /files has in zoho/crm-oas v8.0/files/files.yaml, but for its raw space.
 * @param name any text; what is not ASCII goes as UTF-8, percent-encoded (RFC 8187)
 */
export function attachmentNamed (name: string): string {
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replaceAll(/[!'()*~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment;filename*=UTF-8''${encoded}`
}

/**
 * Makes a text fit for a header: RFC 9110 §5.5 allows visible ASCII and spaces, and names of files come in any script.
 * Everything else is written as `\u{…}`, and a text that is too long for common clients is cut.
 */
export function headerText (text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return ascii.length > 1000 ? `${ascii.slice(0, 999)}~` : ascii
}
