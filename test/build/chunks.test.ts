import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { buildPackage } from '../../src/build/build.js'
import { mergeChunks } from '../../src/build/chunks.js'

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

/** What esbuild returns for a build with such modules, by path, among those that are to start alone. */
function splitInto (texts: Readonly<Record<string, string>>): Parameters<typeof mergeChunks>[0] {
  const entries = ['src/index.ts', 'src/cli.ts', 'src/commands/serve.ts', 'src/commands/env.ts', 'src/commands/readyz.ts', 'src/samples/sample.ts', 'src/samples/sdks.ts']
  const all = { ...Object.fromEntries(entries.map(entry => [entry, 'export {}'])), ...texts }
  return {
    metafile: { outputs: Object.fromEntries(Object.keys(all).map(path => [path, { ...entries.includes(path) && { entryPoint: path }, imports: [] }])) },
    outputFiles: Object.entries(all).map(([path, text]) => ({ path: join(folder, path), text }))
  } as unknown as Parameters<typeof mergeChunks>[0]
}

t.test('a build whose chunks import each other fails', async t => {
  const split = splitInto({ 'src/index.ts': 'import "./a.js"', 'src/a.js': 'import "./b.js"', 'src/b.js': 'import "./a.js"' })
  await t.rejects(mergeChunks(split, folder), { message: /circular dependency/i })
})

t.test('a build without a module that is to start alone fails', async t => {
  const { metafile, outputFiles, ...rest } = splitInto({})
  const { 'src/commands/env.ts': _absent, ...outputs } = metafile.outputs
  await t.rejects(mergeChunks({ ...rest, metafile: { ...metafile, outputs }, outputFiles }, folder), { message: 'Expected src/commands/env.ts to be an entry point or to be imported on demand' })
})
