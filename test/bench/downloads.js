import { load, send } from './load.js'
import { measurePairs, p99Row, pairColumns, rateRow } from './pairs.js'
import { attachmentsOf, emptied, get, MiB, upload } from './requests.js'
import { base, double, start } from './servers.js'

const AIM = { min: 0.8 }
const bounds = { connections: 4, seconds: 0.75, count: Infinity }

/** What it costs to send a file that was uploaded. */
export async function measureDownloads (node) {
  const file = upload(10 * MiB)
  const pairs = await measurePairs([() => start(node, base), () => start(node, double)], async ({ port }) => {
    // Over a socket, so that it is kept in the pieces in which clients' files come.
    const { data: [{ details: { id } }] } = await send(port, file)
    const window = await load(port, get(`${attachmentsOf()}/${id}`), bounds)
    await send(port, emptied)
    return window
  })
  const what = 'download of 10 MiB'
  return { title: 'Downloads, to those of the base', columns: pairColumns('base', 'double'), rows: [rateRow(what, pairs, AIM), p99Row(what, pairs)] }
}
