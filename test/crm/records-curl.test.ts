import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { listening } from '../helpers/server.js'

const run = promisify(execFile)

t.test('curl creates, reads, changes, finds and deletes records as Zoho’s pages show it', async t => {
  const { app, url } = await listening(t)
  await app.inject('/_mock/')
  /** Runs curl as Zoho's samples do. @returns the status and the JSON of the answer */
  const curl = async (method: string, path: string, body?: object): Promise<{ status: number, data: Array<Record<string, unknown> & { details: { id: string } }> }> => {
    const { stdout } = await run('curl', [`${url}/crm/v8/${path}`, '-X', method, '-H', 'Authorization: Zoho-oauthtoken 1000.all', ...body === undefined ? [] : ['-d', JSON.stringify(body)], '-sS', '--max-time', '20', '-w', '\n%{http_code}'])
    const [, text = '', status] = /^(.*)\n(\d{3})$/s.exec(stdout) ?? []
    return { status: Number(status), data: text === '' ? [] : (JSON.parse(text) as { data: [] }).data }
  }
  const created = await curl('POST', 'Leads', { data: [{ Last_Name: 'Boyle', Email: 'b@e.com', Phone: '555-1', City: 'Rome' }, { Last_Name: 'Daly' }] })
  t.equal(created.status, 201)
  const [a, b] = created.data.map(({ details }) => details.id) as [string, string]
  t.match(await curl('POST', 'Leads', { data: [{ Last_Name: 'Third' }, {}] }), { status: 207, data: [{ code: 'SUCCESS' }, { code: 'MANDATORY_NOT_FOUND' }] })
  t.match(await curl('GET', `Leads/${a}`), { status: 200, data: [{ id: a, Last_Name: 'Boyle' }] })
  t.match(await curl('GET', `Leads?fields=Last_Name&ids=${a},${b}&page=1&per_page=1`), { status: 200, data: [{ id: b, Last_Name: 'Daly' }] })
  t.match(await curl('PUT', `Leads/${a}`, { data: [{ City: 'Oslo' }] }), { status: 200, data: [{ code: 'SUCCESS' }] })
  t.match(await curl('PUT', 'Leads', { data: [{ id: a, Company: 'Z' }, { id: b, Company: 'Z' }] }), { status: 200, data: [{ code: 'SUCCESS' }, { code: 'SUCCESS' }] })
  t.match(await curl('POST', 'Leads/upsert', { data: [{ Last_Name: 'Boyle', Email: 'b@e.com' }], duplicate_check_fields: ['Email'] }), { status: 200, data: [{ action: 'update', duplicate_field: 'Email', details: { id: a } }] })
  for (const query of ['criteria=((City:equals:Oslo)and(Last_Name:starts_with:Bo))', 'criteria=((City:equals:Rome)or(Email:equals:b@e.com))', 'email=b@e.com', 'phone=5551', 'word=boyle']) {
    t.match(await curl('GET', `Leads/search?${query}`), { status: 200, data: [{ id: a }] }, query)
  }
  t.equal((await curl('POST', `Leads/${a}/Attachments?attachmentUrl=https://e.com`)).status, 200)
  t.match(await curl('DELETE', `Leads/${a}`), { status: 200, data: [{ code: 'SUCCESS' }] })
  t.equal((await curl('GET', `Leads/${a}`)).status, 204)
  t.match(await curl('DELETE', `Leads?ids=${a},${b}`), { status: 207, data: [{ code: 'INVALID_DATA' }, { code: 'SUCCESS' }] })
})
