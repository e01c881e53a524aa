import assert from 'node:assert/strict'
import { test } from 'node:test'

test('a file is attached', async () => {
  const zoho = `${process.env.ZOHO_MOCK_URL}/s/a-file-is-attached`
  await fetch(`${zoho}/_mock/reset`, { method: 'POST' })
  const body = new FormData()
  body.set('file', new Blob(['Hello']), 'quote.txt')
  const reply = await fetch(`${zoho}/crm/v8/Leads/1/Attachments`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body })
  assert.equal(reply.status, 200)
  const { attachments } = await (await fetch(`${zoho}/_mock/attachments`)).json()
  assert.deepEqual(attachments.map(({ name }) => name), ['quote.txt'])
})
