import { MULTIPART, multipartBody, type Part } from '../helpers/multipart.js'

/** One request of the sample, or a change of the double between two of them. */
interface Step {
  readonly path: string
  readonly method?: string
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly parts?: readonly Part[]
  readonly body?: string
}

/** The smallest picture. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const LEAD = 'Leads/1000000231009/Attachments'
const DEAL = 'Deals/1000000231011/Attachments'

const text = (filename: string, content = `This is ${filename}.\n`): Part[] => [{ name: 'file', filename, type: 'text/plain', content }]
const upload = (path: string, parts: readonly Part[], rest: Partial<Step> = {}): Step => ({ path: `/crm/v8/${path}`, parts, ...rest })
const token = (query: string): Step => ({ path: `/oauth/v2/token?client_id=1000.CLIENT&client_secret=secret&${query}`, method: 'POST', token: null })
const fault = (fault: object): Step => ({ path: '/_mock/faults', body: JSON.stringify(fault), token: null, headers: { 'content-type': 'application/json' } })

/** What a client under development sends, and the faults that some of it meets. */
const steps: readonly Step[] = [
  token('grant_type=refresh_token&refresh_token=1000.refresh'),
  { path: '/crm/v8/org' },
  upload(LEAD, text('contract.txt')),
  upload(LEAD, [{ name: 'file', filename: 'logo.png', type: 'image/png', content: PNG }]),
  upload(DEAL, [{ name: 'file', filename: 'offer.pdf', type: 'application/pdf', size: 120_000 }]),
  upload(DEAL, [{ name: 'file', filename: 'page.html', type: 'text/html', content: '<script>alert(1)</script>' }]),
  upload(LEAD, text('<img src=x onerror=alert(1)>.txt')),
  upload(LEAD, text('Änderung für Köln – 見積書.txt')),
  { path: `/crm/v8/${LEAD}?attachmentUrl=https%3A%2F%2Fwww.zohocorp.com`, method: 'POST' },
  { path: `/crm/v8/${LEAD}?fields=id,File_Name` },
  { path: '/crm/v8/Contacts/7/Attachments?fields=id' },
  upload(LEAD, text('a.txt'), { token: '1000.expired' }),
  upload(LEAD, text('a.txt'), { token: '1000.revoked' }),
  upload(LEAD, text('a.txt'), { token: '1000.unknown' }),
  upload(LEAD, text('a.txt'), { token: '1000.leads-only' }),
  upload(LEAD, text('a.txt'), { token: '1000.read-only' }),
  upload(LEAD, text('a.txt'), { token: '1000.no-permission' }),
  upload(LEAD, text('a.txt'), { token: '1000.throttled' }),
  upload(LEAD, text('a.txt'), { token: null }),
  upload(LEAD, text('a.txt'), { token: null, headers: { authorization: 'Bearer 1000.all' } }),
  upload('Leads/4040404040404040404/Attachments', text('a.txt')),
  upload('Leadz/1/Attachments', text('a.txt')),
  upload(LEAD, [{ name: 'attachment', filename: 'a.txt', content: 'a' }]),
  upload(LEAD, []),
  { path: `/crm/v8/${LEAD}`, body: '{"file":"a.txt"}', headers: { 'content-type': 'application/json' } },
  { path: `/crm/v8/${LEAD}`, body: 'Hello', headers: { 'content-type': 'multipart/form-data' } },
  upload(`${LEAD}?notify=true`, [...text('notes.txt'), { name: 'title', content: 'Notes' }]),
  { path: `/crm/v8/${LEAD}`, method: 'PUT' },
  { path: '/crm/v9/Leads/1/Attachments?fields=id' },
  { path: `/crm/v8/${LEAD}/1`, method: 'DELETE' },
  token('grant_type=authorization_code&code=1000.invalid-code'),
  fault({ operation: 'upload', module: 'Deals', times: 1, action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } }),
  upload(DEAL, text('report.csv', 'a,b\n1,2\n')),
  upload(DEAL, text('report.csv', 'a,b\n1,2\n')),
  fault({ operation: 'upload', times: 1, action: { reset: { phase: 'body', atBytes: 5_000 } } }),
  upload(DEAL, [{ name: 'file', filename: 'video.mp4', type: 'video/mp4', size: 60_000 }]),
  fault({ operation: 'list', times: 3, delay: '40ms' }),
  { path: `/crm/v8/${DEAL}?fields=id,File_Name` }
]

async function send (url: string, { path, method, token = '1000.all', headers = {}, parts, body }: Step): Promise<Response | undefined> {
  const payload = parts === undefined ? body : multipartBody(parts)
  const sent = {
    ...token !== null && { authorization: `Zoho-oauthtoken ${token}` },
    ...parts !== undefined && { 'content-type': MULTIPART },
    'user-agent': 'uploader/2.1',
    ...headers
  }
  try {
    const reply = await fetch(`${url}${path}`, { method: method ?? (payload === undefined ? 'GET' : 'POST'), headers: sent, ...payload !== undefined && { body: payload } })
    await reply.arrayBuffer()
    return reply
  } catch {
    // A fault broke the connection.
    return undefined
  }
}

/**
 * Sends a double a sample of about 40 requests: uploads, good ones and some for most refusals, links, lists, tokens, faults,
 * and downloads, of which the last is cut off.
 * @param url the base URL of the double or of a sandbox
 */
export async function sendTraffic (url: string): Promise<void> {
  const sendAll = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      const reply = await send(url, step)
      if (step.path.startsWith('/_mock/') && reply?.ok !== true) throw new Error(`${step.body} was refused`)
    }
  }
  await sendAll(steps)
  const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: ReadonlyArray<{ id: string, module: string, record: string, size?: number }> }
  const download = (index: number): Step => {
    const { id, module, record } = attachments[index] as typeof attachments[number]
    return { path: `/crm/v8/${module}/${record}/Attachments/${id}` }
  }
  const largest = attachments.findIndex(({ size = 0 }) => size > 100_000)
  await sendAll([download(0), download(1), fault({ operation: 'download', action: { truncate: { atBytes: 1_000 } } }), download(largest)])
}
