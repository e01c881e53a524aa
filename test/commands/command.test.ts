import { join } from 'node:path'
import { Writable } from 'node:stream'
import t from 'tap'
import { optionGroups } from '../../src/commands/help.js'
import { main } from '../../src/commands/main.js'
import { optionNames } from '../../src/options.js'
import { version } from '../../src/version.js'
import { FileError } from '../../src/file-error.js'
import { run } from '../helpers/run.js'

const refused: Array<[args: string[], message: string]> = [
  [['--prot', '1'], 'Unknown option `--prot`: did you mean `--port`?'],
  [['-x'], 'Unknown option `-x`; --help lists them all'],
  [['--unheard-of'], 'Unknown option `--unheard-of`; --help lists them all'],
  [['--port'], 'Expected a value after `--port`'],
  [['-p'], 'Expected a value after `-p`'],
  [['-hq'], 'Unknown option `-q`; --help lists them all'],
  [['-p', 'abc'], 'Expected `port` to be an integer from 0 to 65535, got `abc`'],
  [['--port', 'abc'], 'Expected `port` to be an integer from 0 to 65535, got `abc`'],
  [['--strict-version=no'], 'Expected no value after `--strict-version`, got `no`'],
  [['serv'], 'Unknown command `serv`: did you mean `serve`?'],
  [['toString'], 'Unknown command `toString`: expected one of `serve`, `run`, `env`, `readyz`'],
  [['serve', 'readyz'], 'Expected only one command, got `serve` and `readyz`'],
  [['--wait'], 'Expected `--wait` only with the command `readyz`, got it with `serve`'],
  [['env', '--audit', 'off'], 'Expected `--audit` only with the command `run`, got it with `env`'],
  [['serve', '--', 'npm'], 'Expected no arguments after `--`: only `run` takes a command there'],
  [['readyz', '--wait=yes'], 'Expected no value after `--wait`, got `yes`'],
  [['readyz', '--port', '0'], 'Expected `port` to be the port of the server, or `portFile` to be the file that it wrote its port to']
]

for (const [args, message] of refused) {
  t.test(`${args.join(' ')} is refused, and the exit code is 2`, async t => {
    t.strictSame(await run(args), { code: 2, stdout: '', stderr: `${message}\n` })
  })
}

t.test('an address of another machine is refused', async t => {
  t.strictSame(await run(['--host', '203.0.113.1']), { code: 1, stdout: '', stderr: 'Expected `host` to be an address of this machine: listen EADDRNOTAVAIL: address not available 203.0.113.1:4150\n' })
})

t.test('an error in a variable names the variable', async t => {
  t.match(await run([], { ZOHO_MOCK_PORT: '70000' }), { code: 2, stderr: 'Expected `ZOHO_MOCK_PORT` to be an integer from 0 to 65535, got `70000`\n' })
  t.match(await run(['--port', 'abc'], { ZOHO_MOCK_PORT: '70000' }), { code: 2, stderr: 'Expected `port` to be an integer from 0 to 65535, got `abc`\n' }, 'a flag wins')
  t.match(await run([], { ZOHO_MOCK_HOST: '203.0.113.1' }), { code: 1, stderr: /^Expected `ZOHO_MOCK_HOST` to be an address of this machine: / })
  t.match(await run([], { ZOHO_MOCK_SEED: '/nonexistent.json' }), { code: 1, stderr: 'Expected `ZOHO_MOCK_SEED` to be a file that can be read, got `/nonexistent.json`: it does not exist\n' })
  t.match(await run([], { ZOHO_MOCK_FAULT: 'upload:FOO' }), { code: 2, stderr: 'ZOHO_MOCK_FAULT: Fault `upload:FOO`: Expected `action.answer` to be a rule or a code of the catalogue, got `"FOO"`\n' })
})

t.test('a variable that is named like one of ours and is none is warned about', async t => {
  const known = { ZOHO_MOCK_URL: 'x', ZOHO_MOCK_ACCOUNTS_URL: 'x', ZOHO_MOCK_TOKEN: 'x', ZOHO_MOCK_TLS_URL: 'x', ZOHO_MOCK_PORT: '5000', ZOHO_MOCK_NOTHING: '', PATH: '' }
  t.match(await run(['env'], known), { code: 0, stderr: '' })
  const { code, stdout, stderr } = await run(['env'], { ZOHO_MOCK_PROT: '1', ZOHO_MOCK_UNHEARD_OF: '1' })
  t.equal(code, 0)
  t.match(stdout, 'http://127.0.0.1:4150')
  t.equal(stderr, 'Unknown variable `ZOHO_MOCK_PROT`: did you mean `ZOHO_MOCK_PORT`?\nUnknown variable `ZOHO_MOCK_UNHEARD_OF`: it sets no option\n')
})

t.test('a fault that does not exist is refused, and no other suggested that is not alike', async t => {
  t.match(await run(['--fault', 'upload:FOO']), { code: 2, stderr: 'Fault `upload:FOO`: Expected `action.answer` to be a rule or a code of the catalogue, got `"FOO"`\n' })
})

t.test('a seed file that cannot be read is said in plain words', async t => {
  const folder = t.testdir({ 'seed.json': '{ "attachments": [{ "module": "Leads", "record": "1", "file": "gone.txt" }] }' })
  t.match(await run(['--seed', `${folder}/none.json`]), { code: 1, stderr: `Expected \`seed\` to be a file that can be read, got \`${folder}/none.json\`: it does not exist\n` })
  t.match(await run(['--seed', folder]), { code: 1, stderr: `Expected \`seed\` to be a file that can be read, got \`${folder}\`: it is a folder\n` })
  t.match(await run(['--seed', 'a\0b']), { code: 1, stderr: /null bytes/ })
  t.match(await run(['--seed', `${folder}/seed.json`]), { code: 1, stderr: `${folder}/seed.json: Expected \`attachments[0].file\` to be a file that can be read, got \`${folder}/gone.txt\`: it does not exist\n` })
})

t.test('an invalid seed is refused with the path of the mistake', async t => {
  const folder = t.testdir({ 'seed.json': '{ "users": 5 }' })
  t.match(await run(['--seed', join(folder, 'seed.json'), '--port', '0']), { code: 1, stderr: /seed\.json: Expected `users` to be an array that is not empty, got `5`\n$/ })
})

t.test('a seed that does not fit the store is refused', async t => {
  const folder = t.testdir({ 'big.bin': 'x'.repeat(2000), 'seed.json': '{ "attachments": [{ "module": "Leads", "record": "1", "file": "big.bin" }] }' })
  t.match(await run(['--seed', join(folder, 'seed.json'), '--port', '0', '--max-store-size', '1000']), { code: 1, stderr: 'the store holds 0 of 1000 bytes, 2000 more do not fit: raise it with --max-store-size or empty it with POST /_mock/reset\n' })
})

t.test('a port file that cannot be written is reported', async t => {
  t.match(await run(['--port', '0', '--port-file', '/nonexistent/folder/port']), { code: 1, stderr: 'Expected `portFile` to be a file that can be written, got `/nonexistent/folder/port`: its folder does not exist\n' })
  const folder = t.testdir({ file: '', folder: {} })
  t.match(await run(['--port', '0', '--port-file', `${folder}/file/port`]), { code: 1, stderr: `Expected \`portFile\` to be a file that can be written, got \`${folder}/file/port\`: a part of its path is no folder\n` })
  t.match(await run(['--port', '0'], { ZOHO_MOCK_PORT_FILE: `${folder}/folder` }), { code: 1, stderr: `Expected \`ZOHO_MOCK_PORT_FILE\` to be a file that can be written, got \`${folder}/folder\`: it is a folder\n` })
})

t.test('an error of the file system that has no words of ours is told in its own', async t => {
  t.equal(new FileError('seed', 'read', 'x.json', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })).message, 'Expected `seed` to be a file that can be read, got `x.json`: EIO: i/o error')
  t.equal(new FileError('seed', 'read', 'x.json', new Error('odd')).messageFor('ZOHO_MOCK_SEED'), 'Expected `ZOHO_MOCK_SEED` to be a file that can be read, got `x.json`: odd')
})

t.test('a port file that cannot be read is reported', async t => {
  t.match(await run(['env', '--port', '0', '--port-file', '/nonexistent/port']), { code: 1, stderr: 'Expected `portFile` to be a file that can be read, got `/nonexistent/port`: it does not exist\n' })
  t.match(await run(['readyz', '--port', '0', '--port-file', '/nonexistent/port']), { code: 1, stderr: 'Not ready: Expected `portFile` to be a file that can be read, got `/nonexistent/port`: it does not exist\n' })
})

t.test('--help and --version print and exit with 0', async t => {
  t.match(await run(['--help']), { code: 0, stdout: /^A test double of Zoho CRM's Attachments API\./, stderr: '' })
  t.match(await run(['run', '--help']), { code: 0, stdout: /^Run a command against its own server.*\n\nUsage: zoho-attachments-mock run \[options\] -- COMMAND…\n\n {2}--audit off\|warn\|error/ })
  t.match(await run(['readyz', '--help']), { code: 0, stdout: /\n {2}--wait {5,}wait up to 30 seconds for it/ })
  t.match(await run(['serve', '--help']), { code: 0, stdout: /^Start the server \(default\)\.\n\nUsage: .*\n\nNetwork:/ })
  t.equal((await run(['--strict-version', '--help'])).code, 0)
  for (const flag of ['--version', '-v']) t.strictSame(await run([flag]), { code: 0, stdout: `${version}\n`, stderr: '' })
  t.strictSame(await run(['-h']), await run(['--help']))
  t.match(await run(['env', '-p', '5000']), { code: 0, stdout: /127\.0\.0\.1:5000/ })
})

t.test('the help of a command lists the options that it uses', async t => {
  const listed = async (command: string): Promise<string[]> => [...(await run([command, '--help'])).stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag = '']) => flag)
  t.strictSame(await listed('readyz'), ['wait', 'port', 'host', 'port-file'])
  t.strictSame(await listed('env'), ['sdk', 'shell', 'port', 'host', 'port-file', 'public-url', 'tls-port'])
})

t.test('the help lists every option once, in lines of at most 120 characters', async t => {
  t.strictSame(optionGroups.flatMap(([, names]) => names).sort(), [...optionNames].sort())
  for (const command of [[], ['run'], ['env']]) {
    const { stdout } = await run([...command, '--help'])
    for (const line of stdout.split('\n')) t.ok(line.length <= 120, line)
  }
})

t.test('an error of the system is printed without a stack', async t => {
  const stderr: string[] = []
  const fail = new Writable({ write: (chunk, _encoding, done) => { stderr.push(String(chunk)); done() } })
  const stdout = Object.assign(new Writable(), { write: () => { throw Object.assign(new Error('EIO: i/o error, write'), { syscall: 'write' }) } })
  t.equal(await main(['--version'], {}, { stdout, stderr: fail }, () => {}), 1)
  t.equal(stderr.join(''), 'EIO: i/o error, write\n')
})

t.test('an internal error of the command is printed with its stack', async t => {
  const stderr: string[] = []
  const fail = new Writable({ write: (chunk, _encoding, done) => { stderr.push(String(chunk)); done() } })
  const stdout = Object.assign(new Writable(), { write: () => { throw new Error('no output') } })
  t.equal(await main(['--version'], {}, { stdout, stderr: fail }, () => {}), 1)
  t.match(stderr.join(''), /^Error: no output\n {4}at /)
})
