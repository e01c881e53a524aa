/** Where uploads go by default. */
export const RECORD = '/crm/v8/Leads/1000000231009/Attachments'

interface Upload {
  readonly name?: string
  readonly content?: string
  readonly type?: string
  readonly path?: string
  readonly headers?: Record<string, string>
}

/** Sends a small upload to a lead, which the sandbox takes where the token may. */
export async function sendUpload (url: string, token = '1000.all', { name = 'hello.txt', content = 'Hello', type = 'text/plain', path = RECORD, headers = {} }: Upload = {}): Promise<Response> {
  const body = new FormData()
  body.append('file', new Blob([content], { type }), name)
  return await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}`, ...headers }, body })
}

/** Sends such an upload, and returns the id of the request. */
export async function upload (url: string, { token, ...rest }: Upload & { readonly token?: string } = {}): Promise<string> {
  const reply = await sendUpload(url, token, rest)
  await reply.arrayBuffer()
  return String(reply.headers.get('x-mock-request-id'))
}
