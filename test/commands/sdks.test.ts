import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { fileFor, sdks, type Sdk } from '../../src/samples/sdks.js'
import { startMock } from '../../src/index.js'
import { blocks, section } from '../helpers/blocks.js'

const run = promisify(execFile)
const COMPILER = createRequire(import.meta.url).resolve('typescript/bin/tsc')
/** The SDKs, which are installed with the tests, as they would be in a project. */
const nodeModules = t.fixture('symlink', fileURLToPath(new URL('../node_modules', import.meta.url)))
const inCi = sdks.filter(({ tried }) => tried === 'in CI')
const typed = inCi.filter(({ language }) => language === 'typescript')

// Each is a process that does little but wait for its modules to load.
t.jobs = availableParallelism()

/** Runs a command in a folder, with a home of its own in there. */
async function exec (command: string, args: string[], cwd: string): Promise<string> {
  const home = join(cwd, 'home')
  mkdirSync(home, { recursive: true })
  // Nothing of the caller's: NODE_OPTIONS holds tap's instrumentation, and proxies and .curlrc would lead astray.
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home }
  return (await run(command, args, { cwd, env, timeout: 120_000, killSignal: 'SIGKILL' })).stdout
}

async function startFor (t: Test): Promise<string> {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  return mock.url
}

/** Checks that the double got the one file that each snippet uploads. */
async function checkUpload (t: Test, url: string, text: string): Promise<void> {
  const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: Array<{ id: string }> }
  t.match(attachments, [{ kind: 'file', module: 'Leads', record: '1000000231009', name: 'attachment1.txt' }])
  t.equal(attachments.length, 1)
  t.equal(await (await fetch(`${url}/_mock/attachments/${attachments[0]?.id}/content`)).text(), text)
}

/** Runs a file that points an SDK at the double, and checks what came of it and what it left behind. */
async function checkRun (t: Test, { version }: Sdk, url: string, cwd: string, file: string): Promise<void> {
  const before = readdirSync(cwd)
  t.equal(await exec(process.execPath, [file], cwd), '200 attachment uploaded successfully\n')
  await checkUpload(t, url, 'Hello')
  t.strictSame(readdirSync(cwd).sort(), [...before, 'home'].sort(), 'nothing is left in the working folder')
  const [made = '', ...others] = readdirSync(join(cwd, 'home'))
  t.match(made, /^zoho-/)
  t.strictSame(others, [], 'all that the SDK wrote is in the folder that the snippet made for it')
  const wrote = readdirSync(join(cwd, 'home', made)).sort()
  t.strictSame(wrote, Number(version) >= 6 ? ['attachment1.txt', 'tokens'] : ['attachment1.txt', 'log', 'tokens'])
}

t.test('those for Node.js and TypeScript are run', async t => {
  t.strictSame(inCi.map(({ name }) => name), [
    ...['8.0', '7.0', '6.0', '2.1', '2.0', '1.1'].map(version => `nodejs-${version}`),
    ...['8.0', '7.0', '6.0', '2.1', '2.0'].map(version => `typescript-${version}`)
  ])
})

for (const sdk of inCi.filter(({ language }) => language === 'nodejs')) {
  t.test(`what is printed for ${sdk.name} uploads a file`, { buffered: true }, async t => {
    const url = await startFor(t)
    const cwd = t.testdir({ node_modules: nodeModules, 'snippet.mjs': fileFor(sdk, url) })
    await checkRun(t, sdk, url, cwd, 'snippet.mjs')
  })
}

t.test('what is printed for TypeScript compiles, and uploads a file', { buffered: true }, async t => {
  const doubles = new Map(await Promise.all(typed.map(async sdk => [sdk, await startFor(t)] as const)))
  const folders = typed.map(sdk => [sdk.name, { 'snippet.mts': fileFor(sdk, doubles.get(sdk) ?? '') }])
  // A strict project of a reader's, with what the traps say: without skipLibCheck, the SDKs' own declarations fail.
  const compilerOptions = { strict: true, target: 'es2022', module: 'nodenext', types: ['node'], skipLibCheck: true }
  const cwd = t.testdir({ node_modules: nodeModules, ...Object.fromEntries(folders), 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*/snippet.mts'] }) })
  const said = await exec(process.execPath, [COMPILER, '-p', '.'], cwd).catch((error: { stdout: string }) => error.stdout)
  const errors = said.split('\n').filter(line => /^\S/.test(line))
  t.strictSame(errors.filter(line => !/node_modules\/@zohocrm\/typescript-sdk-2\.0\//.test(line)), [], 'only the sources of 2.0 do not compile')
  for (const sdk of typed) {
    await t.test(sdk.name, t => checkRun(t, sdk, doubles.get(sdk) ?? '', join(cwd, sdk.name), 'snippet.mjs'))
  }
})

t.test('README’s lines for curl log in and upload a file', { buffered: true }, async t => {
  const url = await startFor(t)
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [script = '', ...others] = blocks(section(readme, '## Point your SDK at it'), 'sh').filter(text => text.includes('curl'))
  t.strictSame(others, [])
  t.match(script, 'http://127.0.0.1:4150')
  const stdout = await exec('bash', ['-euo', 'pipefail', '-c', script.replaceAll('http://127.0.0.1:4150', url)], t.testdir({}))
  t.match(JSON.parse(stdout), { data: [{ code: 'SUCCESS', message: 'attachment uploaded successfully', status: 'success' }] })
  await checkUpload(t, url, 'Hello\n')
})
