import { execFileSync } from 'node:child_process'
import { load, send } from './load.js'
import { measurePairs, p99Row, pairColumns, rateRow } from './pairs.js'
import { emptied, KiB, MiB, upload } from './requests.js'
import { base, double, start } from './servers.js'

// The count keeps the store below the default --max-store-size: every upload has to be taken.
const sizes = {
  '1 KiB': { size: KiB, connections: 10, seconds: 0.8, count: 50_000 },
  '100 KiB': { size: 100 * KiB, connections: 10, seconds: 0.8, count: 5_000 },
  '10 MiB': { size: 10 * MiB, connections: 4, seconds: 1, count: 60 }
}

const uploads = [
  { name: '1 KiB' },
  { name: '1 KiB', note: 'no journal', options: ['--journal-size', '0'] },
  // Without an aim: the base writes no log.
  { name: '1 KiB', note: 'default log level', options: ['--log-level', 'info'], isJudged: false },
  { name: '100 KiB' },
  { name: '10 MiB' }
]

/** What measures uploads of a size to a server for a window. */
export function uploading (name) {
  const { size, ...bounds } = sizes[name]
  const request = upload(size)
  return async ({ port }) => {
    const window = await load(port, request, bounds)
    await send(port, emptied)
    return window
  }
}

/** The share of the base's rate to reach. At 1 KiB it was 0.63 to 0.68 on Node 20, and 0.72 to 0.90 on Node 24, when the aims were set. */
function aimOf (node, name) {
  const major = Number(/\d+/.exec(execFileSync(node, ['--version'])))
  return { min: name === '1 KiB' && major < 24 ? 0.75 : 0.95 }
}

/** What checks and journal cost an upload. */
export async function measureUploads (node) {
  const rows = []
  for (const { name, note, options = [], isJudged = true } of uploads) {
    const what = [`upload of ${name}`, ...note ? [note] : []].join(', ')
    const pairs = await measurePairs([() => start(node, base), () => start(node, [...double, ...options])], uploading(name))
    rows.push(rateRow(what, pairs, isJudged ? aimOf(node, name) : {}), p99Row(what, pairs, isJudged ? { max: 1 } : {}))
  }
  return { title: 'Uploads, to those of the base', columns: pairColumns('base', 'double'), rows }
}
