import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { buildPackage } from '../../src/build/build.js'

const folder = t.testdir({})
await buildPackage(folder)

/** The files of the package that are loaded with one of them, without their hashes. */
async function loadedWith (file: string): Promise<string[]> {
  const program = 'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))'
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, join(folder, file)])
  return (JSON.parse(stdout) as string[]).filter(path => path.startsWith(folder)).map(path => basename(path).replace(/-[\da-f]{8}\.cjs$/, '.cjs')).sort()
}

t.test('whatever a server needs to start is in two chunks', async t => {
  t.strictSame(await loadedWith('index.cjs'), ['common.cjs', 'index.cjs', 'server.cjs'])
})

t.test('the command line loads nothing of the server before a command needs it', async t => {
  const loaded = await loadedWith('cli.cjs')
  t.ok(loaded.includes('common.cjs'))
  t.notOk(loaded.includes('server.cjs'))
})
