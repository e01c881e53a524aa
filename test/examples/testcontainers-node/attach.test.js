import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GenericContainer, Wait } from 'testcontainers'
import { connectMock } from 'zoho-attachments-mock'

let container
let mock

before(async () => {
  // Built before, in a clone of zoho-attachments-mock: docker build -t zoho-attachments-mock .
  container = await new GenericContainer('zoho-attachments-mock')
    .withExposedPorts(4150)
    .withWaitStrategy(Wait.forHttp('/_mock/readyz', 4150).forStatusCode(200))
    .start()
  mock = await connectMock(`http://${container.getHost()}:${container.getMappedPort(4150)}`)
})
after(() => container?.stop())

test('a file is attached', async ({ name }) => {
  const zoho = mock.sandbox(name)
  const body = new FormData()
  body.set('file', new Blob(['Hello']), 'quote.txt')
  const reply = await fetch(`${zoho.url}/crm/v8/Leads/1/Attachments`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body })
  assert.equal(reply.status, 200)
  assert.deepEqual((await zoho.attachments.list()).map(({ name }) => name), ['quote.txt'])
})
