import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { precompile } from '../../src/precompile.js'

/** Builds the command into a folder, as `npm run build:command` does. @returns the path of the launcher */
export async function buildCommand (folder: string): Promise<string> {
  const { build } = await import('esbuild')
  const source = (name: string): string => fileURLToPath(new URL(`../../src/${name}`, import.meta.url))
  const outfile = join(folder, 'bin.cjs')
  await build({ entryPoints: [source('bin.cts')], platform: 'node', format: 'cjs', outfile })
  await build({ entryPoints: [source('cli.ts')], bundle: true, platform: 'node', format: 'cjs', outfile: join(folder, 'cli.cjs'), supported: { 'dynamic-import': false }, external: ['*/certificate.js', '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'], plugins: [precompiled] })
  return outfile
}

/** Replaces what compiles schemas by what Ajv generates for them. */
const precompiled: Plugin = {
  name: 'precompiled',
  setup ({ onLoad }) {
    onLoad({ filter: /json.compile\.ts$/ }, ({ path }) => ({ contents: precompile(), loader: 'js', resolveDir: dirname(path) }))
  }
}
