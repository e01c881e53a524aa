import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Neither library that is known for this is used: ts-node, which is tap's, loads the compiler in both threads of each process
// and keeps nothing of what it transpiled, so that a test file took 4.5 s of processor time until it ran, and takes 2.9 now. tsx
// writes each file as one line, which leaves no coverage.

const require = createRequire(import.meta.url)
const CACHE = new URL('../../node_modules/.cache/transpiled/', import.meta.url)
const CONFIG = readFileSync(new URL('../../../tsconfig.json', import.meta.url), 'utf8')
const { version } = require('typescript/package.json')

mkdirSync(CACHE, { recursive: true })

/** Imports of a `.js` file that has a `.ts` file beside it get that, as TypeScript does it. */
export async function resolve (specifier, context, nextResolve) {
  const { parentURL = '' } = context
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && !isInstalled(parentURL)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), parentURL)
    if (existsSync(source)) return await nextResolve(source.href, context)
  }
  return await nextResolve(specifier, context)
}

/** Transpiles TypeScript, which keeps its lines. The types are checked by `npm run types`. */
export async function load (url, context, nextLoad) {
  if (!/\.ts$/.test(url) || isInstalled(url)) return await nextLoad(url, context)
  return { format: 'module', source: transpiled(fileURLToPath(url)), shortCircuit: true }
}

function isInstalled (url) {
  return url.includes('/node_modules/')
}

/** Each test file, and each command that a test starts, is a process of its own: what was transpiled is kept between them. */
function transpiled (file) {
  const input = readFileSync(file, 'utf8')
  const key = createHash('sha256').update(JSON.stringify([version, CONFIG, file, input])).digest('hex')
  const cache = new URL(`${key}.js`, CACHE)
  try {
    return readFileSync(cache, 'utf8')
  } catch {
    const output = transpile(file, input)
    // Renamed, so that no other process reads a half of it.
    const unfinished = new URL(`${key}.${randomUUID()}`, CACHE)
    writeFileSync(unfinished, output)
    renameSync(unfinished, cache)
    return output
  }
}

function transpile (file, input) {
  const ts = require('typescript')
  const { rootDir, outDir, ...compilerOptions } = JSON.parse(CONFIG).compilerOptions
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, module: 'esnext', moduleResolution: 'bundler', inlineSourceMap: true }, '.')
  const { outputText, diagnostics } = ts.transpileModule(input, { fileName: file, compilerOptions: options, reportDiagnostics: true })
  if (diagnostics.length > 0) {
    throw new SyntaxError(ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => '', getCanonicalFileName: name => name, getNewLine: () => '\n' }))
  }
  return outputText
}
