/**
 * What the double costs: beside a server that does the least that Fastify and @fastify/multipart can (base.js), beside itself
 * with more in it, and in memory. It takes about ten minutes for each Node, is stopped after twelve, and wants the machine
 * for itself.
 *
 *     npm run bench                         everything but the runners
 *     npm run bench -- uploads memory       some of it: in-process, starts, runners, uploads, downloads,
 *                                           growth, records, journal, inspector, sandboxes, memory
 *     BENCH_NODES=/a/bin/node:/b/bin/node   the Nodes that servers run on; the one that runs the bench where absent
 *     BENCH_SCALE=0.1                       how much of it is measured: below 1 it tells that the bench works, and no more
 *
 * An aim that is missed is marked in its row; the bench does not fail for it.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { measureDownloads } from './downloads.js'
import { measureGrowth } from './growth.js'
import { measureInProcess } from './in-process.js'
import { measureInspector } from './inspector.js'
import { measureJournal } from './journal.js'
import { measureMemory } from './memory.js'
import { measureRecords } from './records.js'
import { measureSandboxes } from './sandboxes.js'
import { measureRunners } from './runners.js'
import { isPinned } from './servers.js'
import { nodes, scale } from './settings.js'
import { measureStarts } from './starts.js'
import { printTable } from './table.js'
import { measureUploads } from './uploads.js'

/** Of each Node, in seconds. */
const MAX_TIME = 720 * Math.max(1, scale)

const measures = {
  'in-process': measureInProcess,
  starts: measureStarts,
  runners: measureRunners,
  uploads: measureUploads,
  downloads: measureDownloads,
  growth: measureGrowth,
  records: measureRecords,
  journal: measureJournal,
  inspector: measureInspector,
  sandboxes: measureSandboxes,
  memory: measureMemory
}

const all = Object.keys(measures)
// The runners come from the registry, which a bench of the double should not need.
const asked = process.argv.length > 2 ? process.argv.slice(2) : all.filter(name => name !== 'runners')
const unknown = asked.find(name => !all.includes(name))
if (unknown !== undefined) throw new Error(`expected some of ${all.join(', ')}, got ${unknown}`)

console.log(`${process.platform} ${process.arch}, ${cpus()[0]?.model}`)
console.log(isPinned
  ? 'Servers run on core 0, the load generator on core 1.'
  : `Servers and the load generator share ${availableParallelism()} cores: there is no taskset (util-linux), or there are no cores 0 and 1.`)
if (scale !== 1) console.log(`BENCH_SCALE is ${scale}${scale < 1 ? ': the figures mean nothing' : ''}.`)

for (const node of nodes) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  const begin = performance.now()
  const timer = setTimeout(() => { throw new Error(`the bench took longer than ${MAX_TIME} s`) }, MAX_TIME * 1000)
  console.log(`\n=== Node ${version} ===`)
  // One by one: each has the machine to itself.
  for (const name of asked) printTable(await measures[name](node))
  clearTimeout(timer)
  console.log(`\nIt took ${((performance.now() - begin) / 1000).toFixed()} s.`)
}
