/** Where uploads go by default. */
export const RECORD = '/crm/v8/Leads/1000000231009/Attachments'

interface Upload {
  readonly name?: string
  readonly content?: string | Buffer
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

const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
const payload = { data: [{ Last_Name: 'A' }] }

/** A request of each operation that takes faults, to which they can give any answer. */
export const requests = {
  upload: { method: 'POST', url: '/crm/v8/Leads/1/Attachments?attachmentUrl=https%3A%2F%2Fexample.com', headers },
  list: { method: 'GET', url: '/crm/v8/Leads/1/Attachments?fields=id', headers },
  download: { method: 'GET', url: '/crm/v8/Leads/1/Attachments/1', headers },
  delete: { method: 'DELETE', url: '/crm/v8/Leads/1/Attachments/1', headers },
  createRecords: { method: 'POST', url: '/crm/v8/Leads', headers, payload },
  getRecords: { method: 'GET', url: '/crm/v8/Leads?fields=id', headers },
  upsertRecords: { method: 'POST', url: '/crm/v8/Leads/upsert', headers, payload },
  searchRecords: { method: 'GET', url: '/crm/v8/Leads/search?word=Boyle', headers },
  getFields: { method: 'GET', url: '/crm/v8/settings/fields?module=Leads', headers },
  getRelatedLists: { method: 'GET', url: '/crm/v8/settings/related_lists?module=Leads', headers },
  deleteRecords: { method: 'DELETE', url: '/crm/v8/Leads/1', headers },
  createNotes: { method: 'POST', url: '/crm/v8/Leads/1/Notes', headers, payload },
  getNotes: { method: 'GET', url: '/crm/v8/Leads/1/Notes?fields=id', headers },
  uploadRecordPhoto: { method: 'POST', url: '/crm/v8/Leads/1/photo', headers },
  getRecordPhoto: { method: 'GET', url: '/crm/v8/Leads/1/photo', headers },
  deleteRecordPhoto: { method: 'DELETE', url: '/crm/v8/Leads/1/photo', headers },
  uploadFiles: { method: 'POST', url: '/crm/v8/files', headers },
  getFile: { method: 'GET', url: '/crm/v8/files?id=1', headers },
  token: { method: 'POST', url: '/oauth/v2/token?client_id=a&client_secret=b&grant_type=refresh_token&refresh_token=r', headers: {} }
} as const
