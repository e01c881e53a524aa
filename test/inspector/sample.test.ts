import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { languages, sampleCurl, sampleRequest, sampleUrl } from '../../src/inspector/page/requests/sample.js'
import { sdks } from '../../src/samples/sdks.js'
import { listening } from '../helpers/server.js'

const upload = { token: '1000.all', module: 'Leads', record: '1000000231009', link: 'https://www.zohocorp.com' }
const exec = promisify(execFile)

t.test('the command works in bash, and so does what the page sends', async t => {
  const { url } = await listening(t)
  const base = `${url}/s/worker-3`
  const { stdout } = await exec('bash', ['-euo', 'pipefail', '-c', sampleCurl(base, upload)])
  t.match(JSON.parse(stdout), { data: [{ code: 'SUCCESS' }] })
  const another = { ...upload, link: 'https://www.zohocorp.com/?2' }
  t.match(await (await fetch(sampleUrl(base, another), sampleRequest(another))).json(), { data: [{ code: 'SUCCESS' }] })
  t.match(await (await fetch(`${base}/_mock/attachments`)).json(), { attachments: [{ link: 'https://www.zohocorp.com' }, { link: 'https://www.zohocorp.com/?2' }] })
})

t.test('whatever is in the base URL, bash does nothing with it', async t => {
  const base = "http://127.0.0.1:1/$(exit 1)`x`;&'\"\\"
  const { stdout } = await exec('bash', ['-euc', `curl () { printf '%s\\n' "$@"; }; ${sampleCurl(base, upload)}`])
  t.equal(stdout.split('\n')[0], sampleUrl(base, upload))
})

t.test('the language of every SDK has its usual name', async t => {
  for (const { language } of sdks) t.ok(Object.hasOwn(languages, language), language)
})
