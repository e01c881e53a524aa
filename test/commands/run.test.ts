import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { run } from '../helpers/run.js'
import { command } from '../helpers/command.js'

const UPLOAD = `
const upload = (name, base = process.env.ZOHO_MOCK_URL) => {
  const body = new FormData()
  body.set('file', new Blob(['Hello']), name)
  return fetch(base + '/crm/v8/Leads/1/Attachments?notify=1', { method: 'POST', headers: { authorization: 'Zoho-oauthtoken ' + process.env.ZOHO_MOCK_TOKEN }, body })
}`

/** Runs a script with `run`. */
const runScript = (script: string, flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): ReturnType<typeof run> =>
  run(['run', ...flags, '--', process.execPath, '-e', `${UPLOAD}\n(async () => { ${script} })()`], environment)

t.test('a command finds the double by environment variables, and its requests are summarized at the end', async t => {
  const { code, stderr } = await runScript(`
    const { status } = await upload('a.txt')
    await upload('a.txt', process.env.ZOHO_MOCK_URL + '/s/other')
    await fetch(process.env.ZOHO_MOCK_ACCOUNTS_URL, { method: 'POST' })
    if (status !== 200 || !process.env.ZOHO_MOCK_URL.endsWith(':' + process.env.ZOHO_MOCK_PORT)) process.exit(5)`)
  t.equal(code, 0)
  t.equal(stderr, `
zoho-attachments-mock: 3 requests:
     2 × upload 200
     1 × token 200
Refused:
     1 × 200 accounts.client-unknown: expected the parameter client_id, got none; it may stand in the query, and at /token in a urlencoded or multipart body too
Ignored fields:
     2 × notify (upload)
`)
})

t.test('run exits with the command’s exit code', async t => {
  t.equal((await runScript('process.exit(7)')).code, 7)
  t.equal((await runScript('process.kill(process.pid, "SIGKILL")')).code, 137)
})

t.test('a duplicate made by a retry is reported, and makes the run fail with --audit error', async t => {
  const retry = 'if ((await upload("a.txt")).status >= 500) await upload("a.txt")'
  const fault = ['--fault', 'upload:INTERNAL_ERROR@after-commit']
  for (const [audit, expected] of [['error', 1], ['warn', 0], ['off', 0]] as const) {
    const { code, stderr } = await runScript(retry, [...fault, '--audit', audit])
    t.equal(code, expected, audit)
    if (audit === 'off') t.notMatch(stderr, 'duplicate-by-retry')
    else t.match(stderr, 'duplicate-by-retry: "a.txt" is attached to Leads 1 twice')
  }
  t.equal((await runScript('await upload("a.txt")', ['--audit', 'error'])).code, 0)
  t.equal((await runScript('process.exit(3)', ['--audit', 'error'])).code, 3)
})

t.test('the command gets the HTTPS URL, and --port and --log-level are obeyed', async t => {
  const { code, stderr } = await runScript('if (!/^https:/.test(process.env.ZOHO_MOCK_TLS_URL)) process.exit(5); await upload("a")', ['--tls-port', '0', '--port', '0', '--log-level', 'info'])
  t.equal(code, 0)
  t.match(stderr, '"msg":"answered"')
})

t.test('a missing or invalid command is refused', async t => {
  t.match(await run(['run']), { code: 2, stderr: 'Expected a command after `--`, such as `run -- npm test`\n' })
  t.match(await run(['run', '--audit', 'all', '--', 'true']), { code: 2, stderr: 'Expected `audit` to be `off`, `warn` or `error`, got `all`\n' })
  t.match(await run(['run', '--', 'no-such-command-anywhere']), { code: 127, stderr: /^Command not found: `no-such-command-anywhere`\n/ })
  t.match(await run(['run', '--', t.testdir({ file: '' }) + '/file']), { code: 126, stderr: /EACCES/ })
})

t.test('--json writes the report to a file', async t => {
  const file = `${t.testdir({})}/report.json`
  t.equal((await runScript('await upload("a.txt"); process.exit(7)', ['--json', file])).code, 7)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  t.match(report, { version: /^\d/, command: [process.execPath, '-e'], exitCode: 7, dropped: 0, findings: [], requests: [{ operation: 'upload', answer: { status: 200 }, ignored: ['notify'] }] })
  t.equal(report.requests.length, 1)
})

t.test('a report that cannot be written is said before the command runs', async t => {
  const folder = t.testdir({})
  const { code, stderr } = await run(['run', '--json', '/nonexistent/report.json', '--', process.execPath, '-e', `require('fs').writeFileSync('${folder}/ran', '')`])
  t.equal(code, 1)
  t.equal(stderr, 'Expected `json` to be a file that can be written, got `/nonexistent/report.json`: its folder does not exist\n')
  t.notOk(existsSync(`${folder}/ran`))
})

t.test('on GitHub the summary is appended to the page of the job', async t => {
  const page = `${t.testdir({ page: 'before\n' })}/page`
  t.equal((await runScript('await upload("a.txt")', [], { GITHUB_STEP_SUMMARY: page })).code, 0)
  t.equal(readFileSync(page, 'utf8'), 'before\n### zoho-attachments-mock: 1 request\n\n**Requests**\n\n- 1 × upload 200\n\n**Ignored fields**\n\n- 1 × notify (upload)\n\n')
  const failed = await runScript('', [], { GITHUB_STEP_SUMMARY: '/nonexistent/page' })
  t.match(failed, { code: 0, stderr: /Expected `GITHUB_STEP_SUMMARY` to be a file that can be written, got `\/nonexistent\/page`: its folder does not exist\n$/ })
})

t.test('a command that makes no request is asked whether it knows of the double', async t => {
  t.match(await runScript(''), { code: 0, stderr: '\nzoho-attachments-mock: 0 requests: does your program use ZOHO_MOCK_URL?\n' })
})

t.test('the log of a run is for people with --log-format pretty', async t => {
  const { stderr } = await runScript('await upload("a.txt")', ['--log-level', 'info', '--log-format', 'pretty'])
  t.match(stderr, /POST \/crm\/v8\/Leads\/1\/Attachments\?notify=.* 200 \(\d+ ms\)/)
})

t.test('a signal is passed to the command, which decides how to exit', async t => {
  const { child, until, ended } = command(t, ['run', '--', process.execPath, '-e', 'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("up")'])
  await until(/up/)
  child.kill('SIGTERM')
  t.match(await ended(), { code: 9, stdout: 'up\n', stderr: /zoho-attachments-mock: 0 requests/ }, 'standard output is the command’s alone')
})
