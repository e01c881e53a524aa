import { execFileSync } from 'node:child_process'
import t from 'tap'
import { fileFor, findSdk, sdks } from '../../src/samples/sdks.js'
import { shells } from '../../src/commands/shells.js'
import { traps } from '../../src/samples/snippets/traps.js'
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
  const { stdout } = await run(['env', '--public-url', url])
  t.equal(inShell(stdout, 'ZOHO_MOCK_URL'), url)
})

t.test('each shell gets lines of its own', async t => {
  const first = async (shell: string): Promise<string | undefined> => (await run(['env', '--shell', shell, '--public-url', 'http://mock.test/it\'s\\$(x)`x`&|<>^;’'])).stdout.split('\n')[0]
  t.equal(await first('posix'), "export ZOHO_MOCK_URL='http://mock.test/it'\\''s\\$(x)`x`&|<>^;’'")
  t.equal(await first('fish'), "set -gx ZOHO_MOCK_URL 'http://mock.test/it\\'s\\\\$(x)`x`&|<>^;’'")
  t.equal(await first('powershell'), "$env:ZOHO_MOCK_URL = 'http://mock.test/it''s\\$(x)`x`&|<>^;’’'")
  t.equal(await first('cmd'), 'set "ZOHO_MOCK_URL=http://mock.test/it\'s\\$(x)`x`&|<>^;’"')
})

t.test('what cmd cannot quote is refused', async t => {
  for (const hostile of ['"&calc&"', '%PATH%', '!PATH!', 'a\nb']) {
    const { code, stdout, stderr } = await run(['env', '--shell', 'cmd', '--public-url', `http://mock.test/${hostile}`])
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr, /^Expected `ZOHO_MOCK_URL` to have no quotes, percent signs, exclamation marks and line ends, which cmd cannot quote, got `http/)
  }
})

t.test('line ends stay in the quotes of other shells', async t => {
  const { stdout } = await run(['env', '--public-url', 'http://mock.test/a\nexit 1'])
  t.equal(inShell(stdout, 'ZOHO_MOCK_URL'), 'http://mock.test/a\nexit 1')
})

t.test('what is no shell is refused', async t => {
  for (const shell of ['bsh', 'toString']) t.strictSame(await run(['env', '--shell', shell]), { code: 2, stdout: '', stderr: `Expected \`shell\` to be \`posix\`, \`fish\`, \`powershell\` or \`cmd\`, got \`${shell}\`\n` })
})

t.test('with --tls-port the URL for HTTPS is printed, too', async t => {
  const { stdout } = await run(['env', '--tls-port', '5001'])
  t.equal(inShell(stdout, 'ZOHO_MOCK_TLS_URL'), 'https://127.0.0.1:5001')
  t.equal(inShell((await run(['env'])).stdout, 'ZOHO_MOCK_TLS_URL'), '')
})

for (const sdk of sdks) {
  const { name, language, package: packageName } = sdk

  t.test(`the file for ${name} has the package, the addresses and the traps`, async t => {
    const { code, stdout, stderr } = await run(['env', '--sdk', name, '--port', '5000'])
    t.equal(code, 0)
    t.equal(stderr, '')
    const base = language === 'ruby' ? 'https://127.0.0.1:4151' : 'http://127.0.0.1:5000'
    const sign = language === 'python' || language === 'ruby' ? '#' : '//'
    const [heading = '', own = '', list = ''] = stdout.split(/\n\n(?=import |from |require |using |use |(?:\/\/|#) Traps:\n)/)
    t.equal(heading.split('\n').at(language === 'php' ? 1 : 0), `${sign} ${packageName}, pointed at ${base}`)
    t.match(own, new RegExp(`['"]${base}['"]`))
    t.match(own, '/oauth/v2/token')
    for (const line of list.trimEnd().split('\n')) t.ok(line.startsWith(`${sign} `), line)
    for (const trap of sdk.traps) t.match(list.replaceAll(new RegExp(`\n${sign}  `, 'g'), ''), `- ${traps[trap].what} ${traps[trap].why}`)
  })
}

t.test('whatever is in a URL, no language reads code in it', async t => {
  const url = 'http://mock.test/\'"\\`${exit}#{exit}' // eslint-disable-line no-template-curly-in-string -- code, in some languages
  const harmless = 'http://mock.test/%27%22%5c%60%24%7bexit%7d%23%7bexit%7d'
  for (const sdk of sdks) t.equal(fileFor(sdk, url), fileFor(sdk, harmless), sdk.name)
})

t.test('each version gets what it wants beside the addresses', async t => {
  const wanted = {
    'typescript-2.1': ["new Environment(base, `${base}/oauth/v2/token`, base, 'mock')", 'new UserSignature'], // eslint-disable-line no-template-curly-in-string -- code of the snippet
    'typescript-1.1': ['new Environment(base, `${base}/oauth/v2/token`, base)', 'new UserSignature'], // eslint-disable-line no-template-curly-in-string -- code of the snippet
    'python-7.0': ['from zohocrmsdk.src.', "DataCenter.Environment(base, base + '/oauth/v2/token', base),"],
    'python-5.0': ['from zohocrmsdk.src.', "DataCenter.Environment(base, base + '/oauth/v2/token', base, 'mock'),"],
    'python-2.1': ['from zcrmsdk.src.', "DataCenter.Environment(base, base + '/oauth/v2/token', base, 'mock'),", 'user=UserSignature('],
    'php-6.0': ['DataCenter::setEnvironment($base, "$base/oauth/v2/token", $base))'],
    'php-5.0': ['DataCenter::setEnvironment($base, "$base/oauth/v2/token", $base, \'mock\'))'],
    'php-3.0': ['DataCenter::setEnvironment($base, "$base/oauth/v2/token", $base, \'mock\'))', '->user(new UserSignature('],
    'ruby-7.0': ["require 'ZOHOCRMSDK7_0'", 'Environment.new(base, "#{base}/oauth/v2/token", base),'],
    'ruby-2.1': ["require 'ZOHOCRMSDK2_1'", 'Environment.new(base, "#{base}/oauth/v2/token", base, \'mock\'),', 'user: ZOHOCRMSDK::UserSignature.new('],
    'csharp-6.0': ['new Environment(url, url + "/oauth/v2/token", url)'],
    'csharp-5.0': ['new Environment("mock", url, url + "/oauth/v2/token", url)'],
    'csharp-2.0': ['new Environment("mock", url, url + "/oauth/v2/token", url)', '.User(new UserSignature('],
    'java-5.0': ['getFileUploadUrl() { return base; }\n        };'],
    'java-4.0': ['public String getName() { return "mock"; }\n        };'],
    'java-2.1': ['public String getName() { return "mock"; }\n        };', '.user(new UserSignature('],
    'scala-6.0': ['override def getFileUploadUrl: String = base\n    }'],
    'scala-2.1': ['override def getName: String = "mock"\n    }', '.user(new UserSignature('],
    'scala-2.0': ['override def getFileUploadUrl: String = base\n    }', '.user(new UserSignature(']
  }
  for (const [name, parts] of Object.entries(wanted)) {
    const code = findSdk(name)?.code('http://m') ?? ''
    for (const part of parts) t.ok(code.includes(part), `${name}: ${part}`)
    t.equal(code.includes('UserSignature'), parts.some(part => part.includes('UserSignature')), `whether ${name} names a user`)
  }
  const packages = Object.fromEntries(sdks.map(sdk => [sdk.name, sdk.package]))
  t.match(packages, { 'java-5.0': 'com.zoho.crm:zohocrmsdk-5-0', 'java-6.0': 'com.zoho.crm:zohocrm-java-sdk-6-0', 'python-2.0': 'zohocrmsdk2_0', 'csharp-7.0': 'ZOHOCRMSDK-7.0' })
})

t.test('an SDK that speaks HTTPS only is pointed at the port for it', async t => {
  t.match((await run(['env', '--sdk', 'ruby', '--tls-port', '5001'])).stdout, "base = 'https://127.0.0.1:5001'")
  t.match((await run(['env', '--sdk', 'ruby', '--tls-port', '0'])).stdout, "base = 'https://127.0.0.1:4151'")
  t.match((await run(['env', '--sdk', 'ruby', '--public-url', 'https://mock.test'])).stdout, "base = 'https://mock.test'")
  t.match((await run(['env', '--sdk', 'ruby', '--public-url', 'http://mock.test:4150', '--tls-port', '5001'])).stdout, "base = 'https://mock.test:5001'")
})

t.test('without a version an SDK is the newest', async t => {
  t.match((await run(['env', '--sdk', 'typescript'])).stdout, /^\/\/ @zohocrm\/typescript-sdk-8\.0, /)
})

t.test('what is no SDK is refused with the list of them', async t => {
  const { code, stderr } = await run(['env', '--sdk', 'phyton-8.0'])
  t.equal(code, 2)
  t.match(stderr, /^Unknown SDK `phyton-8.0`: did you mean `python-8.0`\? There are nodejs \(8\.0, .*1\.1\), typescript \(.*, csharp \(8\.0.*\), scala \(8\.0, 7\.0, 6\.0, 2\.1, 2\.0\); without a version it is the newest\n$/)
})

t.test('what is like no SDK is refused without a suggestion', async t => {
  t.match(await run(['env', '--sdk', 'nope']), { code: 2, stderr: /^Unknown SDK `nope`: There are nodejs/ })
})

t.test('on a terminal a hint stands beside the variables, where no shell reads it', async t => {
  const { stdout, stderr } = await run(['env'], {}, { isTTY: true })
  t.notMatch(stdout, 'eval')
  t.match(stderr, 'eval "$(zoho-attachments-mock env)"')
  for (const [name, { usage }] of Object.entries(shells)) t.equal((await run(['env', '--shell', name], {}, { isTTY: true })).stderr, `To set them in this shell: ${usage}\n`)
})

t.test('a server that chose its port is found by its port file', async t => {
  const folder = t.testdir({ port: '4711\n' })
  for (const sdk of [[], ['--sdk', 'nodejs']]) {
    t.match((await run(['env', '--port', '0', '--port-file', `${folder}/port`, ...sdk])).stdout, 'http://127.0.0.1:4711\'')
  }
})
