import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { ESLint } from 'eslint'
import t from 'tap'
import { buildPackage } from '../src/build/build.js'
import { version } from '../src/version.js'

const ROOT = new URL('../', import.meta.url)
const packageJson = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string, scripts: { 'test:quick': string } }
const readme = readFileSync(new URL('test/README.md', ROOT), 'utf8')
const paths = readdirSync(new URL('test', ROOT), { recursive: true, encoding: 'utf8' }).filter(path => !path.startsWith('node_modules')).sort()

/** The test files that tap would run with these arguments. */
async function list (...args: readonly string[]): Promise<string[]> {
  const tap = fileURLToPath(new URL('test/node_modules/.bin/tap-run', ROOT))
  // Without the environment of the tap that runs this test.
  const { stdout } = await promisify(execFile)(tap, ['list', ...args], { cwd: ROOT, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } })
  return stdout.trim().split('\n').sort()
}

t.test('the version in the source is that of package.json', async t => {
  t.equal(version, packageJson.version)
})

t.test('the linter finds imports from a folder that stands above the importing one', async t => {
  const eslint = new ESLint({ cwd: fileURLToPath(ROOT) })
  const upwards = [
    ['src/http/drain.ts', "export { limits } from '../zoho/limits.js'"],
    ['src/store/records.ts', "export type { World } from '../sandbox/world.js'"],
    ['src/http/tls/server.ts', "export { answerOf } from '../../zoho/rules.js'"],
    ['src/inspector/page/main.tsx', "export type { Mock } from '../../client/connect.js'"],
    ['src/crm/admit.ts', "export const load = () => import('../control/mount.js')"],
    ['src/zoho/rules.ts', "export { optionNames } from '../options.js'"]
  ] as const
  for (const [filePath, code] of upwards) {
    const [result] = await eslint.lintText(`${code}\n`, { filePath })
    t.match(result?.messages, [{ ruleId: /^no-restricted-(imports|syntax)$/, message: /may (not )?import/ }], `${filePath}: ${code}`)
  }
  const [downwards] = await eslint.lintText("export { limits } from '../zoho/limits.js'\n", { filePath: 'src/store/records.ts' })
  t.strictSame(downwards?.messages, [])
})

t.test('rooms cannot be written down in a circle', async t => {
  const { checkRooms } = await import(new URL('eslint.config.js', ROOT).href) as { checkRooms: (rooms: Readonly<Record<string, readonly string[]>>) => void }
  checkRooms({ below: [], above: ['below'] })
  t.throws(() => checkRooms({ below: ['above'], above: ['below'] }), { message: 'below may not import above: it does not stand below it' })
})

t.test('npm test runs every test file, and npm run test:quick all but the listed slow ones', async t => {
  const all = paths.filter(path => path.endsWith('.test.ts')).map(path => `test/${path}`)
  t.strictSame(await list(), all)

  const args = packageJson.scripts['test:quick'].split(' tap -- ')[1]?.split(' ') ?? []
  const slow = args.filter(arg => arg.startsWith('--exclude=')).map(arg => arg.slice('--exclude='.length))
  const isIn = (pattern: string, path: string): boolean => pattern.endsWith('/**') ? path.startsWith(pattern.slice(0, -2)) : path === pattern
  t.strictSame(await list(...args), all.filter(path => !slow.some(pattern => isIn(pattern, path))))
  for (const pattern of slow) t.ok(all.some(path => isIn(pattern, path)), `${pattern} exists`)
  for (const pattern of slow) t.match(readme, `\`${pattern.replace(/^test\//, '')}\``, `test/README.md says why ${pattern} is slow`)
})

t.test('test/README.md names every folder and file at the top of test, and every environment variable that tests read', async t => {
  const files = paths.filter(path => path.endsWith('.ts'))
  const top = new Set(paths.map(path => path.replace(/\/.*/, '')).filter(name => !name.includes('.') || name.endsWith('.test.ts')))
  for (const name of top) t.match(readme, name.includes('.') ? `\`${name}\`` : `\`${name}/\``, name)
  const variables = new Set(files.flatMap(path => {
    const text = readFileSync(new URL(`test/${path}`, ROOT), 'utf8')
    return [...text.matchAll(/(?:process\.env\[|setting\()'([A-Z_]+)'/g)].map(([, name = '']) => name)
  }))
  t.ok(variables.has('UPDATE_GOLDEN') && variables.has('HOSTILE_SEED'))
  for (const name of variables) if (!['HOME', 'NODE_OPTIONS', 'PATH', 'ZOHO_MOCK_URL'].includes(name)) t.match(readme, name, name)
})

t.test('starting a server loads only the packages that every server needs', async t => {
  const needed = ['@fastify/multipart', 'fastify', 'fastify-plugin', 'find-my-way', 'leven', 'ms', 'pino', 'pure-rand/distribution/uniformInt', 'pure-rand/generator/mersenne']
  for (const [entry, own] of [['src/commands/serve.ts', 'close-with-grace'], ['src/index.ts', 'eventsource-parser/stream']] as const) {
    const { metafile } = await build({ absWorkingDir: fileURLToPath(ROOT), entryPoints: [entry], bundle: true, packages: 'external', platform: 'node', format: 'esm', splitting: true, outdir: 'unused', write: false, metafile: true })
    const packages = Object.entries(metafile.outputs)
      .filter(([, { entryPoint }]) => entryPoint === entry)
      .flatMap(([output]) => [...staticImports(metafile.outputs, output)])
      .filter(name => !name.startsWith('node:'))
    t.strictSame([...new Set(packages)].sort(), [...needed, own].sort(), entry)
  }
})

type Outputs = Readonly<Record<string, { readonly imports: ReadonlyArray<{ readonly path: string, readonly kind: string, readonly external?: boolean }> }>>

/** The packages that an output and the chunks that it imports import statically. */
function * staticImports (outputs: Outputs, output: string): Generator<string> {
  for (const { path, kind, external } of outputs[output]?.imports ?? []) {
    if (kind !== 'import-statement') continue
    if (external) yield path
    else yield * staticImports(outputs, path)
  }
}

t.test('only the default export of a package is imported on demand, since a bundle has no other of a CommonJS package', async t => {
  const sources = readdirSync(new URL('src', ROOT), { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
  const imports = sources.flatMap(path => [...readFileSync(new URL(`src/${path}`, ROOT), 'utf8').matchAll(/.*\bimport\('[^.'][^']*'\).*/g)].map(([line]) => line.trim()))
  t.ok(imports.length > 0)
  for (const line of imports) t.match(line, /\)\)\.default\b|\{ default: \w+ \} = await import/, line)
})

t.test('the notices name every package in the bundle, with the text of its licence', async t => {
  const folder = t.testdir({})
  const { outputs } = await buildPackage(`${folder}/dist`)
  const notices = readFileSync(`${folder}/dist/THIRD-PARTY-NOTICES`, 'utf8').split(/^={80}$/m)
  const packages = new Set(Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs)).flatMap(([path, { bytesInOutput }]) => bytesInOutput > 0 ? /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [] : []))
  t.ok(packages.size > 50)
  t.ok(packages.has('node_modules/preact'), 'those of the page, too')
  for (const path of packages) {
    const { name, version } = JSON.parse(readFileSync(new URL(`${path}/package.json`, ROOT), 'utf8')) as { name: string, version: string }
    const index = notices.findIndex(part => part.trim().startsWith(`${name} ${version} (`))
    t.match(notices[index + 1], /licen[cs]e|copyright|permission/i, name)
  }
  const text = readFileSync(new URL('node_modules/fastify/LICENSE', ROOT), 'utf8').trim()
  t.ok(notices.join('').includes(text), 'whole')
})
