/**
 * A `Content-Disposition` that makes a client save the body under a name. It has a single parameter, and no character that could
 * confuse a client: Zoho's SDKs take whatever follows the last `'`, or else the last `=`, as the name, and none of them decodes it.
 * Source: the header of GET /files in zoho/crm-oas v8.0/files/files.yaml, except for its unencoded space.
 * @param name any text; encoded as UTF-8 and percent-encoded (RFC 8187)
 */
export function contentDisposition (name: string): string {
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replaceAll(/[!'()*~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment;filename*=UTF-8''${encoded}`
}

/**
 * Makes a text safe for a header: RFC 9110 §5.5 allows visible ASCII and spaces, but file names come in any script. Other
 * characters are escaped as `\u{…}`, and a text that is too long for common clients is cut at 1,000 characters.
 */
export function headerText (text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return ascii.length > 1000 ? `${ascii.slice(0, 999)}~` : ascii
}
