/** One part of a form. */
export interface Part {
  readonly name: string
  readonly filename?: string
  /** The whole Content-Disposition, for tests of that header. */
  readonly disposition?: string
  readonly type?: string
  readonly content?: string | Buffer
  /** This many bytes in place of `content`. */
  readonly size?: number
}

export const BOUNDARY = 'zoho-attachments-mock-test-boundary'
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`

/** Encodes a form, with the boundary of `MULTIPART`. */
export function multipartBody (parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ name, filename, disposition, type, content = '', size }) => [
    Buffer.from([
      `--${BOUNDARY}`,
      `Content-Disposition: ${disposition ?? `form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`}`,
      ...type === undefined ? [] : [`Content-Type: ${type}`],
      '', ''
    ].join('\r\n')),
    size === undefined ? Buffer.from(content) : Buffer.alloc(size, 'x'),
    Buffer.from('\r\n')
  ])
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)])
}
