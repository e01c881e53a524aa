import { execFileSync } from 'node:child_process'
import t from 'tap'
import { findSdk, sdks } from '../../src/commands/sdks.js'
import { run } from '../helpers/run.js'

/** What a shell has in a variable after it has read lines. */
function inShell (lines: string, variable: string): string {
  return execFileSync('sh', ['-c', `eval "$LINES_TO_READ"; printf %s "$${variable}"`], { env: { LINES_TO_READ: lines }, encoding: 'utf8' })
}

t.test('a shell reads the variables', async t => {
  const { code, stdout, stderr } = await run(['env'])
  t.equal(code, 0)
  t.equal(stderr, '')
  t.equal(inShell(stdout, 'ZOHO_MOCK_URL'), 'http://127.0.0.1:4150')
  t.equal(inShell(stdout, 'ZOHO_MOCK_ACCOUNTS_URL'), 'http://127.0.0.1:4150/oauth/v2/token')
  t.equal(inShell(stdout, 'ZOHO_MOCK_TOKEN'), '1000.all')
})

t.test('whatever is in a URL, a shell does nothing with it', async t => {
  const url = 'http://mock.test/it\'s"$(exit 1)`exit 1`'
  const { stdout } = await run(['env', '--public-url', url, '--sdk', 'nodejs'])
  t.equal(inShell(stdout, 'ZOHO_MOCK_URL'), url)
})

for (const { name, package: packageName } of sdks) {
  t.test(`the environment class of ${name} is printed as a comment`, async t => {
    const { stdout } = await run(['env', '--sdk', name, '--port', '5000'])
    const comments = stdout.split('\n').filter(line => line.startsWith('# '))
    t.equal(comments[0], `# ${name}, ${packageName}`)
    t.match(comments.join('\n'), 'http://127.0.0.1:5000/oauth/v2/token')
    t.equal(inShell(stdout, 'ZOHO_MOCK_URL'), 'http://127.0.0.1:5000')
  })
}

t.test('where a version wants a name for the environment, it gets one in its place', async t => {
  const target = { url: 'http://m', accountsUrl: 'http://m/oauth/v2/token' }
  const rows = {
    'typescript-2.1': "new Environment('http://m', 'http://m/oauth/v2/token', 'http://m', 'mock')",
    'typescript-1.1': "new Environment('http://m', 'http://m/oauth/v2/token', 'http://m')",
    'python-7.0': "DataCenter.Environment('http://m', 'http://m/oauth/v2/token', 'http://m')",
    'python-2.1': "DataCenter.Environment('http://m', 'http://m/oauth/v2/token', 'http://m', 'mock')",
    'php-5.0': "DataCenter::setEnvironment('http://m', 'http://m/oauth/v2/token', 'http://m', 'mock')",
    'ruby-2.1': /\n.*Environment\.new\('http:\/\/m', 'http:\/\/m\/oauth\/v2\/token', 'http:\/\/m', 'mock'\)$/,
    'csharp-6.0': 'new Com.Zoho.Crm.API.Dc.DataCenter.Environment("http://m", "http://m/oauth/v2/token", "http://m")',
    'csharp-5.0': 'new Com.Zoho.Crm.API.Dc.DataCenter.Environment("mock", "http://m", "http://m/oauth/v2/token", "http://m")',
    'java-5.0': /^(?![\s\S]*getName)/,
    'java-4.0': /getFileUploadUrl\(\) { return "http:\/\/m"; }\n {4}public String getName\(\) { return "mock"; }\n}$/,
    'scala-2.1': /def getFileUploadUrl: String = "http:\/\/m"\n {2}override def getName: String = "mock"\n}$/
  }
  for (const [name, environment] of Object.entries(rows)) t.match(findSdk(name)?.environment(target), environment, name)
  const packages = Object.fromEntries(sdks.map(sdk => [sdk.name, sdk.package]))
  t.match(packages, { 'java-5.0': 'com.zoho.crm:zohocrmsdk-5-0', 'java-6.0': 'com.zoho.crm:zohocrm-java-sdk-6-0', 'python-2.0': 'zohocrmsdk2_0', 'csharp-7.0': 'ZOHOCRMSDK-7.0' })
})

t.test('without a version an SDK is the newest', async t => {
  t.match((await run(['env', '--sdk', 'typescript'])).stdout, '# typescript-8.0, @zohocrm/typescript-sdk-8.0\n# DataCenter.setEnvironment(')
})

t.test('what is no SDK is refused with the list of them', async t => {
  const { code, stderr } = await run(['env', '--sdk', 'phyton-8.0'])
  t.equal(code, 1)
  t.match(stderr, /^Unknown SDK `phyton-8.0`: did you mean `python-8.0`\? There are nodejs \(8\.0, .*1\.1\), typescript \(.*, csharp \(8\.0.*\), scala \(8\.0, 7\.0, 6\.0, 2\.1, 2\.0\); without a version it is the newest\n$/)
})

t.test('on a terminal a hint stands beside the lines, where no shell reads it', async t => {
  for (const [words, hint] of [[['env'], 'eval "$(zoho-attachments-mock env)"'], [['env', '--sdk', 'php'], 'eval "$(zoho-attachments-mock env --sdk php-8.0)"']] as const) {
    const { stdout, stderr } = await run(words, {}, { isTTY: true })
    t.notMatch(stdout, 'eval')
    t.match(stderr, hint)
  }
})

t.test('a server that chose its port is found by its port file', async t => {
  const folder = t.testdir({ port: '4711\n' })
  t.match((await run(['env', '--port', '0', '--port-file', `${folder}/port`])).stdout, 'http://127.0.0.1:4711\'')
})
