import { load, send } from './load.js'
import { KiB, MiB, post, remove, upload } from './requests.js'
import { compare, interleave } from './rounds.js'
import { commands, start } from './servers.js'
import { median } from './table.js'

const ENTRIES = 10_000
const FAULTS = 20
/** Pairs of servers: one process is faster than the next of the same program by as much as is measured here. */
const LAUNCHES = 3
const ROUNDS = 5
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

/**
 * Starts both, and has both asked the same: on Node 20, from the first request to the control API on, uploads of either
 * are slower by about an eighth (more of what Fastify and @fastify/multipart leave behind gets old before it is
 * collected), and that is not what the journal and faults cost.
 */
async function startBoth () {
  const servers = {
    without: await start([...commands.quiet, '--journal-size', '0']),
    with: await start([...commands.quiet, '--journal-size', String(ENTRIES)])
  }
  for (const { port } of Object.values(servers)) await send(port, post('/_mock/faults', faults))
  await send(servers.without.port, remove('/_mock/faults'))
  for (const { port } of Object.values(servers)) {
    await load(port, upload(10), { connections: 10, count: ENTRIES })
    await send(port, emptied)
  }
  return servers
}

/** What the journal and faults cost an upload: servers with and without them, in turn. */
export async function measureJournal () {
  const rates = uploads.map(() => ({ without: [], with: [] }))
  for (let launch = 0; launch < LAUNCHES; launch++) {
    const servers = await startBoth()
    for (const [index, { size, count }] of uploads.entries()) {
      const request = upload(size)
      const measured = await interleave(Object.keys(servers), ROUNDS, async name => {
        const { port } = servers[name]
        const rate = await load(port, request, { ...bounds, count })
        await send(port, emptied)
        return rate
      })
      for (const name of Object.keys(servers)) rates[index][name].push(...measured[name])
    }
    await Promise.all(Object.values(servers).map(server => server.stop()))
  }
  const rows = uploads.map(({ what }, index) => {
    const { without, with: full } = rates[index]
    const { ofMedians, ofPairs } = compare(full, without)
    return {
      what: `upload of ${what}, ${ENTRIES} requests in the journal, ${FAULTS} faults`,
      unit: '1/s',
      values: [undefined, median(without), median(full), ofMedians, ofPairs],
      target: TARGET
    }
  })
  return { columns: ['', 'without', 'with', 'of medians', 'of pairs'], rows }
}
