import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { interleave } from './rounds.js'
import { scaled } from './settings.js'
import { median } from './statistics.js'

const run = promisify(execFile)
const ROUNDS = scaled(7)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A test file as a user has it, and one that does nothing. `load` is the runner's way to get the library. */
const testFile = load => `${load}
test('an upload', async () => {
  const mock = await startMock()
  await mock.faults.add({ operation: 'list', action: { answer: 'INTERNAL_ERROR' } })
  const body = new FormData()
  body.set('file', new Blob(['Hello']), 'a.txt')
  const reply = await fetch(mock.url + '/crm/v8/Leads/1/Attachments', { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body })
  if (reply.status !== 200) throw new Error(String(reply.status))
  await mock.close()
})
`
const nothing = "test('nothing', () => {})\n"

const runners = {
  jest: { load: "const { startMock } = require('zoho-attachments-mock')", args: ['--silent'], setUp: '' },
  vitest: { load: "import { test } from 'vitest'\nimport { startMock } from 'zoho-attachments-mock'", args: ['run'], setUp: "import { test } from 'vitest'\n" }
}

/**
 * What installing the package costs, and what a test file that uses it costs each runner: the time of the runner with that
 * file, less its time with a file that does nothing. It needs the registry, for the runners.
 */
export async function measureRunners (node) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-runners-'))
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, CI: '1' }
  const npm = async (args, cwd = folder) => await run('npm', ['--silent', '--no-audit', '--no-fund', ...args], { cwd, env })
  try {
    const [{ filename }] = JSON.parse((await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root, env })).stdout)
    const rows = [await installing(join(folder, filename), folder, npm), await starting(join(folder, filename), folder, env)]
    for (const [name, runner] of Object.entries(runners)) rows.push(await measureRunner(name, runner, { folder, filename, npm, node, env }))
    return { title: 'Install, and a test file in a runner', columns: ['empty', 'with it', 'own'], rows }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed (action) {
  const begin = performance.now()
  await action()
  return performance.now() - begin
}

async function installing (file, folder, npm) {
  const times = []
  for (let round = 0; round < 3; round++) {
    const project = join(folder, `install-${round}`)
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{}')
    times.push(await timed(async () => await npm(['install', file], project)))
  }
  return { what: 'npm install of the package', unit: 'ms', values: [undefined, undefined, median(times)], aim: { max: 2000 } }
}

async function starting (file, folder, env) {
  const args = ['--yes', `--package=${file}`, 'zoho-attachments-mock', 'run', '--', 'node', '--eval', '']
  const times = []
  for (let round = 0; round < 3; round++) times.push(await timed(async () => await run('npx', args, { cwd: folder, env })))
  return { what: 'npx --package= of it, until a program has run beside it', unit: 'ms', values: [undefined, undefined, median(times)], aim: { max: 2500 } }
}

async function measureRunner (name, { load, args, setUp }, { folder, filename, npm, node, env }) {
  const project = join(folder, name)
  mkdirSync(project)
  copyFileSync(new URL(`../examples/${name}/package.json`, import.meta.url), join(project, 'package.json'))
  await npm(['install', join(folder, filename)], project)
  writeFileSync(join(project, 'double.test.js'), testFile(load))
  writeFileSync(join(project, 'empty.test.js'), `${setUp}${nothing}`)
  const bin = JSON.parse(readFileSync(join(project, `node_modules/${name}/package.json`), 'utf8')).bin
  const program = join(project, `node_modules/${name}`, typeof bin === 'string' ? bin : bin[name])
  const [empty, withIt] = await interleave(['empty', 'double'], ROUNDS, async file => await timed(async () => await run(node, [program, ...args, `${file}.test.js`], { cwd: project, env })))
  const own = withIt.map((time, round) => time - empty[round])
  return { what: `a test file in ${name}`, unit: 'ms', values: [median(empty), median(withIt), median(own)], aim: { max: 150 } }
}
