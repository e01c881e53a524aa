import t, { type Test } from 'tap'
import type { Samples } from '../../src/control/shapes/server.js'
import { listen } from '../../src/http/listen.js'
import type { Options } from '../../src/options.js'
import { fileFor, findSdk, sdks, type Sdk } from '../../src/samples/sdks.js'
import { buildServer } from '../../src/server.js'
import { build } from '../helpers/server.js'

type App = Awaited<ReturnType<typeof build>>

const sdk = (name: string): Sdk => findSdk(name) as Sdk
const codeOf = ({ sdks }: Samples, name: string): string | undefined => sdks.find(row => row.name === name)?.code

async function samplesOf (app: App, at = '', host = 'mock.test:4150'): Promise<Samples> {
  return (await app.inject({ url: `${at}/_mock/samples`, headers: { host } })).json<Samples>()
}

/** Uploads a link as the sample says. @returns the status */
async function send (app: App, { upload }: Samples, at = ''): Promise<number> {
  const { token, module, record, link } = upload as NonNullable<typeof upload>
  const { statusCode } = await app.inject({ method: 'POST', url: `${at}/crm/v8/${module}/${record}/Attachments?attachmentUrl=${encodeURIComponent(link)}`, headers: { authorization: `Zoho-oauthtoken ${token}` } })
  return statusCode
}

t.test('the sample upload works in a sandbox as it is now', async t => {
  const app = await build(t, { seed: { tokens: [{ token: '1000.seeded', scopes: ['ZohoCRM.modules.ALL'], expiresAt: '2026-01-01T01:00:00Z' }], clock: { mode: 'frozen', at: '2026-01-01T00:00:00Z' } } })
  t.match(await samplesOf(app), { upload: { token: '1000.seeded', module: 'Leads', record: '1000000231009', link: 'https://www.zohocorp.com' }, journalSize: 10_000 })
  for (const link of ['https://www.zohocorp.com', 'https://www.zohocorp.com/?2', 'https://www.zohocorp.com/?3']) {
    t.match(await samplesOf(app), { upload: { link } })
    t.equal(await send(app, await samplesOf(app)), 200)
  }

  const at = '/s/worker-3'
  await app.inject({ method: 'POST', url: `${at}/_mock/clock/advance`, payload: { by: '2h' } })
  t.notOk('upload' in await samplesOf(app, at), 'its only token has expired')
  await app.inject({ method: 'POST', url: `${at}/_mock/tokens`, payload: { token: '1000.minted', scopes: ['ZohoCRM.modules.deals.ALL', 'ZohoCRM.modules.attachments.ALL'] } })
  t.notOk('upload' in await samplesOf(app, at), 'the new one has no scope for Leads')
  await app.inject({ method: 'DELETE', url: `${at}/_mock/records` })
  await app.inject({ method: 'POST', url: `${at}/_mock/records`, payload: { module: 'Deals', id: '7' } })
  t.strictSame((await samplesOf(app, at)).upload, { token: '1000.minted', module: 'Deals', record: '7', link: 'https://www.zohocorp.com' })
  t.equal(await send(app, await samplesOf(app, at), at), 200)
  t.match(await samplesOf(app), { upload: { token: '1000.seeded' } }, 'other sandboxes are as they were')
})

t.test('the code of each SDK points at the sandbox, as it was reached', async t => {
  const app = await build(t)
  const samples = await samplesOf(app, '/s/worker-3')
  t.strictSame(samples.sdks.map(({ name, language, version, package: from }) => [name, language, version, from]), sdks.map(({ name, language, version, package: from }) => [name, language, version, from]))
  for (const { name, isHttpsOnly } of sdks) {
    const url = isHttpsOnly ? 'https://mock.test:4151/s/worker-3' : 'http://mock.test:4150/s/worker-3'
    t.equal(codeOf(samples, name), fileFor(sdk(name), url), name)
  }
  t.match(codeOf(await samplesOf(app, '', '[::1]:80'), 'ruby-8.0'), 'https://[::1]:4151')
})

t.test('an SDK that speaks HTTPS only gets the port that serves it', async t => {
  const app = buildServer({ tlsPort: 0 } satisfies Options)
  t.teardown(() => app.close())
  const { tlsUrl = '', tlsPort } = await listen(app, { host: '127.0.0.1', port: 0 })
  t.match(tlsUrl, /:\d+$/)
  t.equal(codeOf(await samplesOf(app, '/s/a', '127.0.0.1'), 'ruby-8.0'), fileFor(sdk('ruby-8.0'), `https://127.0.0.1:${tlsPort}/s/a`))
})

t.test('behind a proxy the code has its public URL', async t => {
  const publicUrl = 'https://mock.example/zoho'
  const app = await build(t, { publicUrl })
  for (const name of ['nodejs-8.0', 'ruby-8.0']) t.equal(codeOf(await samplesOf(app), name), fileFor(sdk(name), publicUrl))
})

t.test('whether there is a journal is told', async (t: Test) => {
  t.match(await samplesOf(await build(t, { journalSize: 0 })), { journalSize: 0 })
})
