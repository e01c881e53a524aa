/**
 * Builds the package's `dist`: the command and the library, which share their code and have no dependencies.
 *
 *     node src/build/main.js [FOLDER]    into ./dist where absent
 *
 * Code that few servers need (the control API, the inspector page, certificates, link titles, the help) stays in chunks of
 * its own, which are loaded when they are first used.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { mergeChunks } from './chunks.js'
import { compilePage } from './inspector.js'
import { noticesOf } from './notices.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = name => join(root, 'src', name)

const common = { absWorkingDir: root, platform: 'node', target: 'node20', logLevel: 'warning', minifyWhitespace: true, minifySyntax: true }

/** Fastify loads these for servers with the default compilers. Ours have none, see src/http/compilers.ts. */
const unused = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler']

/**
 * @param {string} folder replaced by the build
 * @returns {Promise<import('esbuild').Metafile>} what is in the bundle and in the page
 */
export async function buildPackage (folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { precompile, SeedSchema } = await load('build/precompile.ts', folder)
  const page = await compilePage()
  const split = await build({
    ...common,
    entryPoints: { index: source('index.ts'), cli: source('cli.ts') },
    bundle: true,
    splitting: true,
    // esbuild splits nothing else.
    format: 'esm',
    outdir: folder,
    external: unused,
    plugins: [
      replaced('schema checks', /json.compile\.ts$/, precompile()),
      replaced('page', /inspector.assets\.ts$/, `export const assets = async () => (${JSON.stringify(page.assets)})\n`)
    ],
    metafile: true,
    write: false
  })
  mkdirSync(join(folder, 'chunks'))
  for (const { fileName, code } of await mergeChunks(split, root)) writeFileSync(join(folder, fileName), code)
  await build({ ...common, entryPoints: { bin: source('bin.cts') }, format: 'cjs', outdir: folder, outExtension: { '.js': '.cjs' } })
  const names = Object.values(split.metafile.outputs).find(({ entryPoint }) => entryPoint === 'src/index.ts').exports
  // The same objects for both kinds of modules.
  writeFileSync(join(folder, 'index.js'), `export { ${names.join(', ')} } from './index.cjs'\n`)
  // Two files, since TypeScript takes one for an ES module and the other for CommonJS.
  for (const name of ['index.d.ts', 'index.d.cts']) copyFileSync(source('build/library.d.ts'), join(folder, name))
  writeFileSync(join(folder, 'seed.schema.json'), `${JSON.stringify(SeedSchema, null, 2)}\n`)
  const metafile = { inputs: { ...split.metafile.inputs, ...page.metafile.inputs }, outputs: { ...split.metafile.outputs, ...page.metafile.outputs } }
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES'), noticesOf(metafile, root))
  return metafile
}

/** Compiles a module of the source and loads it. */
async function load (name, folder) {
  const outfile = join(folder, `${basename(name, '.ts')}.js`)
  await build({ ...common, entryPoints: [source(name)], bundle: true, packages: 'external', format: 'esm', outfile })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(outfile)
  }
}

/** Puts code that was generated in the place of a module of the source. */
function replaced (name, filter, contents) {
  return {
    name,
    setup ({ onLoad }) {
      onLoad({ filter }, () => ({ contents, loader: 'js', resolveDir: root }))
    }
  }
}
