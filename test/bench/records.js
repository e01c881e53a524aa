import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { open } from './load.js'
import { get } from './requests.js'
import { double, start } from './servers.js'
import { scaled } from './settings.js'
import { compare, median, quantile } from './statistics.js'

/** The most records that a sandbox may have, less those of the other modules. */
const COUNTS = { Contacts: 100, Leads: 99_000 }
const ROUNDS = scaled(200)
const SCANS = scaled(30)
const WARM_UP = 20
const AIM = { max: 1.5 }
/** Milliseconds for which a search that looks at all records may hold up another request. */
const BLOCKED = { max: 50 }
const KiB = 1024

const FIRST_ID = 4_150_868_100_000_000_000n
const search = (module, query) => get(`/crm/v8/${module}/search?${query}`)

const row = number => ({ id: String(FIRST_ID + BigInt(number)), fields: { Last_Name: `Boyle ${number}`, Email: `boyle-${number}@example.com`, City: `City ${number % 10}` } })

/** Starts a server whose seed has as many records in each module as its count says. */
async function startSeeded (node, counts) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const seed = join(directory, 'seed.json')
    await writeFile(seed, JSON.stringify({ createdRecords: Object.fromEntries(Object.entries(counts).map(([module, count]) => [module, Array.from({ length: count }, (_, number) => row(number))])) }))
    return await start(node, [...double, '--seed', seed], { isProbed: true })
  } finally {
    await rm(directory, { recursive: true })
  }
}

/**
 * Microseconds that a request takes in each module, one at a time and in turn.
 * @param requestOf makes a request for a module; gets its count and the round's number
 */
async function growthRow ({ exchange }, what, requestOf) {
  const times = Object.keys(COUNTS).map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [index, [module, count]] of Object.entries(COUNTS).entries()) {
      const request = requestOf(module, count, round + WARM_UP)
      const begin = performance.now()
      await exchange(request)
      if (round >= 0) times[index].push((performance.now() - begin) * 1000)
    }
  }
  const { ofMedians, ofPairs } = compare(times[1], times[0])
  return { what, unit: 'µs', values: [...times.map(median), ofMedians, ofPairs], aim: AIM }
}

/** How long 99 % of other requests wait at most while all records are searched, in milliseconds; and how long a search takes. */
async function blockedRow (port, what, request) {
  const [searching, other] = [await open(port), await open(port)]
  const waits = []
  const times = []
  for (let round = 0; round < SCANS; round++) {
    const begin = performance.now()
    const over = searching.exchange(request).then(() => true)
    do {
      const start = performance.now()
      await other.exchange(get('/_mock/livez'))
      waits.push(performance.now() - start)
    } while (!await Promise.race([over, false]))
    times.push(performance.now() - begin)
  }
  searching.close()
  other.close()
  return { what, unit: 'ms', values: [undefined, median(times), undefined, quantile(waits, 0.99)], aim: BLOCKED }
}

/** The time of what should not depend on how many records there are, and the memory of each. */
export async function measureRecords (node) {
  const empty = await startSeeded(node, {})
  const without = await empty.memory('collected')
  await empty.stop()
  const server = await startSeeded(node, COUNTS)
  const full = await server.memory('collected')
  const connection = await open(server.port)
  const total = Object.values(COUNTS).reduce((sum, count) => sum + count)
  const rows = [
    await growthRow(connection, 'get', (module, count, round) => get(`/crm/v8/${module}/${row(round % count).id}`)),
    await growthRow(connection, 'get several, ids of 10', (module, count, round) => get(`/crm/v8/${module}?fields=id,Last_Name&ids=${Array.from({ length: 10 }, (_, index) => row((round + index) % count).id).join()}`)),
    await growthRow(connection, 'search, criteria with an id', (module, count, round) => search(module, `criteria=(id:equals:${row(round % count).id})`)),
    await growthRow(connection, 'search, criteria with an email', (module, count, round) => search(module, `criteria=(Email:equals:boyle-${round % count}@example.com)`)),
    await growthRow(connection, 'search, email', (module, count, round) => search(module, `email=boyle-${round % count}@example.com`))
  ]
  connection.close()
  rows.push(
    await blockedRow(server.port, 'search of all by name, and p99 of others meanwhile', search('Leads', 'criteria=(Last_Name:starts_with:Boyle%209898)')),
    await blockedRow(server.port, 'search of all by word, and p99 of others meanwhile', search('Leads', 'word=9898'))
  )
  const indexed = await server.memory('collected')
  await server.stop()
  const each = (usage, before) => (usage.heapUsed - before.heapUsed) / total / KiB
  rows.push(
    { what: 'heap for each record', unit: 'KiB', values: [undefined, undefined, undefined, each(full, without)] },
    { what: 'the same after all searches', unit: 'KiB', values: [undefined, undefined, undefined, each(indexed, without)] }
  )
  return { title: 'Records: one request at a time, in turn in modules with so many records, the most to the fewest', columns: [...Object.values(COUNTS).map(count => count.toLocaleString('en')), 'of medians', 'of pairs or in all'], rows }
}
