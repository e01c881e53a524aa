import { load, send } from './load.js'
import { KiB, MiB, post, upload } from './requests.js'
import { compare, interleave } from './rounds.js'
import { commands, start } from './servers.js'
import { median } from './table.js'

const ENTRIES = 10_000
const FAULTS = 20
const ROUNDS = 15
/** Uploads with a full journal and faults installed, to uploads without either. */
const TARGET = { min: 0.9 }
const bounds = { connections: 10, seconds: 0.6 }

const uploads = [
  { what: '1 KiB', size: KiB, count: 50_000 },
  { what: '100 KiB', size: 100 * KiB, count: 5_000 },
  { what: '10 MiB', size: 10 * MiB, count: 60 }
]

/** Faults that look at every upload, and never act. */
const faults = Array.from({ length: FAULTS }, (_, number) => ({
  operation: 'upload', record: String(number), times: 'always', action: { answer: 'INTERNAL_ERROR' }
}))

const emptied = post('/_mock/reset', { only: ['attachments'] })

/** What the journal and faults cost an upload: the same server with and without them, in turn. */
export async function measureJournal () {
  const servers = {
    without: await start([...commands.quiet, '--journal-size', '0']),
    with: await start([...commands.quiet, '--journal-size', String(ENTRIES)])
  }
  await send(servers.with.port, post('/_mock/faults', faults))
  await load(servers.with.port, upload(10), { connections: 10, count: ENTRIES })
  const rows = []
  for (const { what, size, count } of uploads) {
    const request = upload(size)
    const rates = await interleave(Object.keys(servers), ROUNDS, async name => {
      const { port } = servers[name]
      const rate = await load(port, request, { ...bounds, count })
      await send(port, emptied)
      return rate
    })
    const { ofMedians, ofPairs } = compare(rates.with, rates.without)
    rows.push({
      what: `upload of ${what}, ${ENTRIES} requests in the journal, ${FAULTS} faults`,
      unit: '1/s',
      values: [undefined, median(rates.without), median(rates.with), ofMedians, ofPairs],
      target: TARGET
    })
  }
  await Promise.all(Object.values(servers).map(server => server.stop()))
  return { columns: ['', 'without', 'with', 'of medians', 'of pairs'], rows }
}
