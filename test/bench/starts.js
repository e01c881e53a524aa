import { buildSync } from 'esbuild'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { send } from './load.js'
import { KiB, upload } from './requests.js'
import { interleave } from './rounds.js'
import { base, double, launcher, start } from './servers.js'
import { scaled } from './settings.js'
import { compare, median } from './statistics.js'

const STARTS = scaled(15)
const AIM = { max: 1.15 }

/** Bundles the base as the double is, beside a copy of what starts the double from its bundle and the code compiled before. */
async function bundleBase (directory) {
  const command = join(directory, 'bin.cjs')
  buildSync({ entryPoints: base, bundle: true, platform: 'node', format: 'cjs', target: 'node20', minifyWhitespace: true, minifySyntax: true, outfile: join(directory, 'cli.cjs'), footer: { js: 'module.exports = { run: onReady => onReady() }' }, logLevel: 'warning' })
  await copyFile(launcher, command)
  return [command]
}

/** Milliseconds from spawning a server to its answer to an upload. */
async function coldStart (node, command, request) {
  const begin = performance.now()
  const server = await start(node, command)
  await send(server.port, request)
  const time = performance.now() - begin
  await server.stop()
  return time
}

/** What a user waits for who starts the command. */
export async function measureStarts (node) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const request = upload(KiB)
    const [ofBase, ofDouble] = await interleave([await bundleBase(directory), double], STARTS, command => coldStart(node, command, request))
    const { ofMedians, ofPairs } = compare(ofDouble, ofBase)
    return {
      title: 'Cold start: from spawn to the answer to an upload of 1 KiB, to that of the base as a bundle with a code cache',
      columns: ['base', 'double', 'of medians', 'of pairs'],
      rows: [{ what: `cold start, median of ${STARTS}`, unit: 'ms', values: [median(ofBase), median(ofDouble), ofMedians, ofPairs], aim: AIM }]
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}
