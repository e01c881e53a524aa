import t from 'tap'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { harOf } from '../../src/inspector/page/requests/har.js'
import { ladderOf } from '../../src/inspector/page/requests/ladder.js'
import { operationsOf } from '../../src/zoho/operations.js'
import { listening } from '../helpers/server.js'
import { requests } from './uploads.js'

async function requestsAt (url: string): Promise<JournalRequest[]> {
  return (await (await fetch(`${url}/_mock/requests`)).json() as { requests: JournalRequest[] }).requests
}

const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
const RECORD = '/crm/v8/Leads/1000000231009/Attachments'

function form (): FormData {
  const data = new FormData()
  data.append('file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt')
  data.append('title', 'Hello')
  return data
}

t.test('an archive has the request, its parts, the answer and the reason', async t => {
  const { url } = await listening(t)
  await fetch(`${url}${RECORD}`, { method: 'POST', headers, body: form() })
  await fetch(`${url}${RECORD}?page=x`, { headers })
  await fetch(`${url}/oauth/v2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=x' })
  const { log } = harOf(await requestsAt(url), url, '1.2.3') as { log: { version: string, creator: object, entries: Array<{ request: Record<string, unknown>, response: Record<string, unknown> & { content: { text: string } }, _rule?: string }> } }
  t.equal(log.version, '1.2')
  t.strictSame(log.creator, { name: 'zoho-attachments-mock', version: '1.2.3' })
  const [upload, list, token] = log.entries
  t.match(upload?.request, {
    method: 'POST',
    url: `${url}${RECORD}`,
    postData: { mimeType: /^multipart\/form-data/, params: [{ name: 'file', fileName: 'a.txt', contentType: 'text/plain' }, { name: 'title', value: 'Hello' }] }
  })
  t.match(upload?.response, { status: 200, content: { mimeType: /json/ } })
  t.match(JSON.parse(upload?.response.content.text as string), { data: [{ code: 'SUCCESS' }] })
  t.match(list, { request: { queryString: [{ name: 'page', value: 'x' }] }, response: { status: 400 }, _rule: 'list.fields-missing' })
  t.match(token?.request, { postData: { mimeType: 'application/x-www-form-urlencoded', text: 'grant_type=x' } })
})

t.test('a request that was never answered has the status 0 in an archive', async t => {
  const { url } = await listening(t)
  await fetch(`${url}${RECORD}`, { headers })
  const [entry] = await requestsAt(url)
  const { answer: _, ...unanswered } = entry as JournalRequest
  t.match(harOf([{ ...unanswered, outcome: 'aborted' }], url, '1'), { log: { entries: [{ response: { status: 0, content: { size: 0, mimeType: '', text: '' }, redirectURL: '' }, _outcome: 'aborted' }] } })
})

t.test('the ladder has the checks that passed, the one that refused, and those that were not reached', async t => {
  const { url } = await listening(t)
  await fetch(`${url}${RECORD}`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.leads-only' }, body: form() })
  await fetch(`${url}${RECORD}?fields=id`, { headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
  await fetch(`${url}${RECORD}`, { method: 'POST', headers, body: form() })
  await fetch(`${url}/oauth/v2/token`, { method: 'POST' })
  await fetch(`${url}/crm/v8/Leads/1/Emails`, { headers })
  const [refused, list, stored, token, unknown] = (await requestsAt(url)).map(ladderOf)
  t.strictSame(refused?.map(({ name, outcome }) => `${name} ${outcome}`), [
    'knownUrl passed', 'knownVersion passed', 'knownMethod passed', 'authorizationHeader passed', 'liveToken passed', 'grantedScope refused',
    'knownModule not reached', 'knownRecord not reached', 'permittedUser not reached', 'readableQuery not reached', 'acceptableBody not reached'
  ])
  t.ok(list?.some(({ name, outcome }) => name === 'readableQuery' && outcome === 'not reached'))
  t.notOk(list?.some(({ name }) => name === 'acceptableBody'))
  t.ok(stored?.every(({ outcome }) => outcome === 'passed'))
  t.strictSame(token, [])
  t.strictSame(unknown?.map(({ name }) => name), ['knownUrl', 'knownVersion', 'knownMethod', 'authorizationHeader', 'liveToken'], 'the checks of an operation only where there is one')
})

t.test('the checks that a refused request did not reach are those that its operation makes', async t => {
  const { app } = await listening(t)
  const url = '/crm/v8/Leads/1'
  const left = new Set<string | undefined>(operationsOf('crm').map(({ name }) => name))
  // A request may be refused behind its checks, or in the last of them.
  const further = { users: { method: 'GET', url: '/crm/v8/users' }, org: { method: 'GET', url: '/crm/v8/org' }, getModules: { method: 'GET', url: '/crm/v8/settings/modules' }, getModuleByApiName: { method: 'GET', url: '/crm/v8/settings/modules/Leads' }, getRecord: { method: 'GET', url }, updateRecord: { method: 'PUT', url }, updateRecords: { method: 'PUT', url: '/crm/v8/Leads' }, deleteRecords: { method: 'DELETE', url: '/crm/v8/Leads?ids=1' } } as const
  const { token: _, deleteRecords: deleteRecord, ...known } = requests
  for (const [name, request] of Object.entries({ ...known, deleteRecord, ...further })) {
    await app.inject('/_mock/reset')
    await app.inject({ ...request, headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
    await app.inject({ ...request, headers })
    const entries = ((await app.inject('/_mock/requests')).json<{ requests: JournalRequest[] }>()).requests.slice(-2)
    const [refused, passed] = entries.map(entry => ladderOf(entry).map(({ name }) => name))
    t.strictSame(refused, passed, name)
    left.delete(entries[0]?.operation)
  }
  t.strictSame([...left], [], 'no operation is left out')
})

t.test('a check that this page does not know is shown by its name', async t => {
  const request = { surface: 'crm', steps: [{ step: 'newCheck', outcome: 'passed' }] } as unknown as JournalRequest
  t.match(ladderOf(request), [{ label: 'newCheck', outcome: 'passed' }])
})
