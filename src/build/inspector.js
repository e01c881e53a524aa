import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = 'src/inspector/page'

const types = { css: 'text/css; charset=utf-8', html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }

const gzipped = text => gzipSync(text, { level: 9 }).length

/** Where the files are put; nothing is written. */
const OUT = 'page'

/**
 * What the page may weigh, in bytes. Raise a bound only with a reason: nobody waits for a page of this size, and what
 * everybody installs grows with it. `first` is the code that the browser loads before it shows anything, `later` the rest.
 */
const budgets = [
  { of: 'first', size: Buffer.byteLength, most: 48_000, unit: 'bytes' },
  { of: 'first', size: gzipped, most: 16_000, unit: 'bytes gzipped' },
  { of: 'later', size: Buffer.byteLength, most: 75_000, unit: 'bytes' },
  { of: 'style', size: Buffer.byteLength, most: 10_000, unit: 'bytes' },
  { of: 'frame', size: Buffer.byteLength, most: 3_000, unit: 'bytes' }
]

/**
 * Compiles the inspector page.
 * @param {string} [folder] with `index.html`, which refers to the other files by their names in the source
 * @returns {Promise<{ assets: import('../inspector/assets.js').Asset[], metafile: import('esbuild').Metafile }>}
 * `index.html`, and what it refers to, each under a name that has the hash of its content
 * @throws {Error} if it is larger than it may be, or if index.html does not refer to each other file
 */
export async function compilePage (folder = page) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { app: `${folder}/main.tsx`, style: `${folder}/style.css`, icon: `${folder}/icon.svg` },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false
  })
  const files = outputFiles.map(({ path, text }) => assetOf(basename(path), text))
  const named = start => files.find(({ name }) => name.startsWith(start)).name
  const first = staticImportsOf(metafile, named('app-'))
  let html = readFileSync(resolve(root, folder, 'index.html'), 'utf8').replaceAll(/\n\s*/g, '\n').trim()
  for (const [source, start] of [['main.tsx', 'app-'], ['style.css', 'style-'], ['icon.svg', 'icon-']]) {
    if (!html.includes(`="${source}"`)) throw new Error(`Expected ${folder}/index.html to refer to "${source}"`)
    html = html.replace(`="${source}"`, `="ui/${named(start)}"`)
  }
  // Otherwise the browser learns of them only when it has read the first.
  const preloads = first.slice(1).map(name => `<link rel="modulepreload" href="ui/${name}">\n`).join('')
  html = html.replace('</head>', `${preloads}</head>`)
  const assets = [assetOf('index.html', html), ...files]
  const isScript = ({ name }) => name.endsWith('.js')
  checkBudgets({
    first: files.filter(({ name }) => first.includes(name)),
    later: files.filter(file => isScript(file) && !first.includes(file.name)),
    style: files.filter(({ name }) => name.endsWith('.css')),
    frame: assets.filter(({ name }) => /\.(html|svg)$/.test(name))
  })
  return { assets, metafile }
}

/** The names of a script and of everything that it cannot start without. */
function staticImportsOf ({ outputs }, name) {
  const imports = outputs[`${OUT}/${name}`].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => basename(path))
  return [...new Set([name, ...imports.flatMap(other => staticImportsOf({ outputs }, other))])]
}

function assetOf (name, text) {
  return { name, type: types[name.split('.').at(-1)], text }
}

/**
 * @param {Record<'first' | 'later' | 'style' | 'frame', readonly { name: string, text: string }[]>} assets
 * @throws {Error} for assets that are larger than they may be
 */
export function checkBudgets (assets) {
  for (const { of, size, most, unit } of budgets) {
    const actual = assets[of].map(({ text }) => size(text)).reduce((sum, one) => sum + one, 0)
    if (actual > most) throw new Error(`Expected ${assets[of].map(({ name }) => name).join(' and ')} to have at most ${most} ${unit}, got ${actual}`)
  }
}
