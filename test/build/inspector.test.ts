import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { checkBudgets, compilePage } from '../../src/build/inspector.js'

const PAGE = fileURLToPath(new URL('../../src/inspector/page', import.meta.url))

/** A copy of the page's folder, in which files may be changed, beside the rooms of the source that it imports from. */
function copy (t: Test): string {
  const rooms = ['http', 'json', 'zoho'].map(room => [room, t.fixture('symlink', join(PAGE, '../..', room))])
  const folder = t.testdir({ 'tsconfig.json': t.fixture('symlink', join(PAGE, '../../../tsconfig.json')), src: { inspector: { page: {} }, ...Object.fromEntries(rooms) } })
  cpSync(PAGE, join(folder, 'src/inspector/page'), { recursive: true })
  return join(folder, 'src/inspector/page')
}

t.test('index.html refers to what the browser needs at first by names with a hash, relatively, and nothing in it is inline', async t => {
  const { assets } = await compilePage()
  const [html, ...others] = assets
  t.equal(html?.name, 'index.html')
  const kinds = (names: readonly string[]): string[] => names.map(name => name.replace(/-[0-9A-Z]{8}\./, '-HASH.')).sort()
  t.strictSame(kinds(others.map(({ name }) => name)), ['app-HASH.js', 'chunk-HASH.js', 'icon-HASH.svg', 'later-HASH.js', 'style-HASH.css'])
  t.strictSame([...new Set(others.map(({ name, type }) => `${name.split('.').at(-1)} ${type}`))].sort(), ['css text/css; charset=utf-8', 'js text/javascript; charset=utf-8', 'svg image/svg+xml'])
  const referred = [...html?.text.matchAll(/="ui\/([^"]+)"/g) ?? []].map(([, name]) => String(name))
  t.strictSame(kinds(referred), ['app-HASH.js', 'chunk-HASH.js', 'icon-HASH.svg', 'style-HASH.css'])
  t.notMatch(html?.text, /<style| style=| on\w+=|<script(?! type="module" src="ui\/[^"]+"><\/script>)|="(?:\/|https?:)/)
})

t.test('the names change with the content, and only with it', async t => {
  const names = async (folder: string): Promise<string[]> => (await compilePage(folder)).assets.map(({ name }) => name)
  const folder = copy(t)
  const before = await names(folder)
  t.strictSame(await names(folder), before)
  writeFileSync(`${folder}/style.css`, 'body { margin: 1px }')
  const after = await names(folder)
  t.strictSame(after.filter(name => !before.includes(name)).map(name => name.slice(0, 6)), ['style-'])
})

t.test('a page that refers to no stylesheet is not built', async t => {
  const folder = copy(t)
  const html = readFileSync(`${folder}/index.html`, 'utf8')
  writeFileSync(`${folder}/index.html`, html.replace('style.css', 'theme.css'))
  await t.rejects(compilePage(folder), { message: `Expected ${folder}/index.html to refer to "style.css"` })
})

t.test('a page over its budget is not built, and the message names the file, its size and the bound', async t => {
  const folder = copy(t)
  writeFileSync(`${folder}/style.css`, `body { --long: ${'x'.repeat(10_000)} }`)
  await t.rejects(compilePage(folder), { message: /^Expected style-\w{8}\.css to have at most 10000 bytes, got 100\d\d$/ })

  const none = { first: [], later: [], style: [], frame: [] }
  const file = (name: string, text: string): Array<{ name: string, text: string }> => [{ name, text }]
  const cases = [
    [{ ...none, first: file('app-A.js', 'x'.repeat(48_001)) }, 'Expected app-A.js to have at most 48000 bytes, got 48001'],
    [{ ...none, first: file('app-A.js', randomBytes(20_000).toString('base64')) }, /^Expected app-A\.js to have at most 16000 bytes gzipped, got 20\d{3}$/],
    [{ ...none, later: file('later-A.js', 'x'.repeat(75_001)) }, 'Expected later-A.js to have at most 75000 bytes, got 75001'],
    [{ ...none, style: file('style-A.css', 'x'.repeat(10_001)) }, 'Expected style-A.css to have at most 10000 bytes, got 10001'],
    [{ ...none, frame: [...file('index.html', 'é'.repeat(1_000)), ...file('icon-A.svg', 'x'.repeat(1_001))] }, 'Expected index.html and icon-A.svg to have at most 3000 bytes, got 3001']
  ] as const
  for (const [assets, message] of cases) t.throws(() => checkBudgets(assets), { message })
  checkBudgets({ first: file('app-A.js', 'x'.repeat(48_000)), later: file('later-A.js', 'x'.repeat(75_000)), style: file('style-A.css', 'x'.repeat(10_000)), frame: file('index.html', 'é'.repeat(1_500)) })
})
