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
