import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { open } from './load.js'
import { get } from './requests.js'
import { double, start } from './servers.js'
import { scaled } from './settings.js'
import { median } from './statistics.js'

const ROUNDS = scaled(500)
const WARM_UP = 50
/** Microseconds that the making of a sandbox may add to its first request. */
const AIM = { max: 1000 }
const SEEDED = 100

const users = base => get(`${base}/crm/v8/users?type=CurrentUser`)

/** Starts a server whose seed has some files and links. */
async function startSeeded (node) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const attachments = Array.from({ length: SEEDED }, (_, number) => ({
      module: 'Leads', record: String(number), ...number % 2 === 0 ? { name: `${number}.bin`, content: 'SGVsbG8=' } : { link: `https://example.com/${number}` }
    }))
    const seed = join(directory, 'seed.json')
    await writeFile(seed, JSON.stringify({ attachments }))
    return await start(node, [...double, '--seed', seed])
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Microseconds that a first and a second request to a sandbox take, one at a time and in turn, over one connection. */
async function measure (what, starting) {
  const server = await starting
  const connection = await open(server.port)
  const [first, second] = [[], []]
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const request = users(`/s/round-${round + WARM_UP}`)
    for (const times of [first, second]) {
      const begin = performance.now()
      await connection.exchange(request)
      if (round >= 0) times.push((performance.now() - begin) * 1000)
    }
  }
  connection.close()
  await server.stop()
  const more = first.map((time, round) => time - second[round])
  return { what, unit: 'µs', values: [median(second), median(first), median(more)], aim: AIM }
}

/** What the making of a sandbox costs the request that it is made for. */
export async function measureSandboxes (node) {
  const rows = [
    await measure('a new sandbox, the one unused for longest dropped for it', start(node, [...double, '--max-sandboxes', '20'])),
    await measure(`a new sandbox whose seed has ${SEEDED} attachments`, startSeeded(node))
  ]
  return { title: 'Sandboxes: the first request to one, beside the next', columns: ['known', 'new', 'more'], rows }
}
