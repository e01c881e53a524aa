import type { JournalRequest } from '../../../control/shapes/request.js'
import { ask, open, sandboxUrl } from '../api.js'
import { go } from '../route.js'
import { notify } from '../ui.js'
import { headersToSend, targetOf } from './replay.js'

/** Makes a request again, with a token that is alive and has the same scopes, and opens it. */
export async function sendAgain (request: JournalRequest): Promise<void> {
  const { sandbox, method, url, headers, parts, body, scopes, user } = request
  const sent = new Headers(headersToSend(request))
  if (headers.authorization !== undefined) {
    const { token } = await ask(sandbox, 'POST /tokens', { body: { ...scopes && { scopes: [...scopes.granted] }, ...user !== undefined && { user }, lifetime: '1h' } })
    sent.set('authorization', `${headers.authorization.split(' ')[0] ?? ''} ${token}`)
  }
  const reply = await fetch(targetOf(url, sandboxUrl(sandbox)), {
    method,
    headers: sent,
    redirect: 'manual',
    ...parts.length > 0 ? { body: await formOf(request) } : body !== undefined && method !== 'GET' ? { body: body.text } : {}
  })
  const id = reply.headers.get('x-mock-request-id')
  notify(`Sent again: ${reply.status || 'redirected'}`)
  if (id !== null) go({ id })
}

/** The form of a request. Bytes that were not stored are zeros. */
async function formOf ({ parts, attachment, sandbox }: JournalRequest): Promise<FormData> {
  const form = new FormData()
  for (const { name, filename, type, size, value } of parts) {
    if (filename === undefined) {
      form.append(name, value ?? '')
      continue
    }
    const content = attachment === undefined ? new Uint8Array(size) : await (await open(sandbox, 'GET /attachments/:id/content', { params: { id: attachment } })).arrayBuffer()
    form.append(name, new Blob([content], type === undefined ? {} : { type }), filename)
  }
  return form
}
