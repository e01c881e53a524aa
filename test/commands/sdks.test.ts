import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { startMock } from '../../src/index.js'
import { blocks, section } from '../helpers/blocks.js'

const run = promisify(execFile)
const chapter = section(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'), '## Point your SDK at it')
const COMPILER = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/** A strict project of a reader's, with what README says beside the snippet. */
const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', types: ['node'], skipLibCheck: true },
  files: ['snippet.mts']
})

/** Starts a double, and gives a place where a snippet runs by itself against it. */
async function stage (t: Test): Promise<Stage> {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  return {
    url: mock.url,
    /** The one block of a language under a heading, with nothing but the double's address changed. */
    snippet: (heading, language) => {
      const found = blocks(section(chapter, heading), language)
      t.equal(found.length, 1, `${heading} has one block of ${language}`)
      t.match(found[0], 'http://127.0.0.1:4150')
      return found[0]?.replaceAll('http://127.0.0.1:4150', mock.url) ?? ''
    },
    exec: async (command, args, cwd) => {
      const home = join(cwd, 'home')
      mkdirSync(home, { recursive: true })
      // Nothing of the caller's: NODE_OPTIONS holds tap's instrumentation, and proxies and .curlrc would lead astray.
      const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home }
      return (await run(command, args, { cwd, env, timeout: 60_000, killSignal: 'SIGKILL' })).stdout
    }
  }
}

interface Stage {
  readonly url: string
  readonly snippet: (heading: string, language: string) => string
  readonly exec: (command: string, args: string[], cwd: string) => Promise<string>
}

/** Checks that the double got the one file that each snippet uploads. */
async function checkUpload (t: Test, url: string, text: string): Promise<void> {
  const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: Array<{ id: string }> }
  t.match(attachments, [{ kind: 'file', module: 'Leads', record: '1000000231009', name: 'attachment1.txt' }])
  t.equal(attachments.length, 1)
  t.equal(await (await fetch(`${url}/_mock/attachments/${attachments[0]?.id}/content`)).text(), text)
}

/** Checks that an SDK wrote its token and nothing else, and that into the folder that the snippet made for it. */
function checkFolders (t: Test, cwd: string, before: readonly string[]): void {
  t.strictSame(readdirSync(cwd).sort(), [...before, 'home'].sort(), 'nothing is left in the working folder')
  const [made = '', ...others] = readdirSync(join(cwd, 'home'))
  t.match(made, /^zoho-/)
  t.strictSame(others, [])
  t.strictSame(readdirSync(join(cwd, 'home', made)).sort(), ['attachment1.txt', 'tokens'])
}

t.test('the Node.js snippet uploads a file as it is printed', async t => {
  const { url, snippet, exec } = await stage(t)
  const cwd = t.testdir({ 'snippet.mjs': snippet('### Node.js', 'js') })
  t.equal(await exec(process.execPath, ['snippet.mjs'], cwd), '200 attachment uploaded successfully\n')
  await checkUpload(t, url, 'Hello')
  checkFolders(t, cwd, ['snippet.mjs'])
})

t.test('the TypeScript snippet compiles and uploads a file as it is printed', async t => {
  const { url, snippet, exec } = await stage(t)
  const cwd = t.testdir({ 'snippet.mts': snippet('### TypeScript', 'ts'), 'tsconfig.json': tsconfig })
  t.equal(await exec(process.execPath, [COMPILER, '-p', '.'], cwd).catch((error: { stdout: string }) => error.stdout), '')
  t.equal(await exec(process.execPath, ['snippet.mjs'], cwd), '200 attachment uploaded successfully\n')
  await checkUpload(t, url, 'Hello')
  checkFolders(t, cwd, ['snippet.mjs', 'snippet.mts', 'tsconfig.json'])
})

t.test('the curl snippet logs in and uploads a file as it is printed', async t => {
  const { url, snippet, exec } = await stage(t)
  const cwd = t.testdir({})
  const stdout = await exec('bash', ['-euo', 'pipefail', '-c', snippet('### curl, and any other HTTP client', 'sh')], cwd)
  t.match(JSON.parse(stdout), { data: [{ code: 'SUCCESS', message: 'attachment uploaded successfully', status: 'success' }] })
  await checkUpload(t, url, 'Hello\n')
})
