import t from 'tap'
import { buildServer, startMock } from '../../src/index.js'

async function upload (url: string): Promise<number> {
  const reply = await fetch(`${url}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  return reply.status
}

t.test('a double in this process can be used by its URL, reset and closed', async t => {
  const mock = await startMock()
  t.match(mock.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(mock.accountsUrl, `${mock.url}/oauth/v2/token`)
  t.equal(await upload(mock.url), 200)
  t.equal(await upload(mock.url), 400, 'the link is there already')
  await mock.reset()
  t.equal(await upload(mock.url), 200)
  await mock.close()
  await t.rejects(fetch(mock.url))
})

t.test('doubles in one process share nothing', async t => {
  const [one, other] = await Promise.all([startMock(), startMock()])
  t.teardown(() => Promise.all([one.close(), other.close()]))
  t.equal(await upload(one.url), 200)
  t.equal(await upload(other.url), 200)
})

t.test('disposing of a double closes it', async t => {
  let url = ''
  {
    await using mock = await startMock({ host: '127.0.0.1' })
    url = mock.url
    t.equal(await upload(url), 200)
  }
  await t.rejects(fetch(url))
})

t.test('startMock checks its options', async t => {
  await t.rejects(startMock({ port: -1 }), { name: 'OptionError', message: 'Expected `port` to be an integer from 0 to 65535, got `-1`' })
  await t.rejects(startMock({ seed: { users: [] } }), { name: 'SeedError', message: 'Expected `users` to be an array that is not empty, got `[]`' })
  t.throws(() => buildServer({ answers: 'both' as 'observed' }), { name: 'OptionError' })
})

t.test('the URLs of a double begin with its public URL', async t => {
  const mock = await startMock({ publicUrl: 'https://mock.example' })
  t.teardown(() => mock.close())
  t.equal(mock.accountsUrl, 'https://mock.example/oauth/v2/token')
})

t.test('a port in use is refused', async t => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  await t.rejects(startMock({ port: Number(new URL(mock.url).port) }), { code: 'EADDRINUSE' })
})
