import { load, send } from './load.js'
import { KiB, MiB, reset, upload } from './requests.js'
import { commands, start } from './servers.js'

const FILES = 50_000
const WARM_UP = 5_000
const FIRST_RECORD = 4150868000000

const scenarios = [
  { what: `${FILES} files of 1 KiB on one record`, requestOf: () => shared },
  { what: `${FILES} files of 1 KiB on as many records`, requestOf: number => upload(KiB, FIRST_RECORD + number) }
]
const shared = upload(KiB)
const bounds = { connections: 10 }

function row (what, before, after) {
  return { what, unit: 'MiB', values: [undefined, before / MiB, after / MiB, undefined, (after - before) / FILES / KiB], target: { max: 3 } }
}

/** What a server needs for the files that it stores. */
export async function measureMemory () {
  const rows = []
  for (const { what, requestOf } of scenarios) {
    const server = await start(commands.quiet, { isProbed: true })
    await load(server.port, requestOf, { ...bounds, count: WARM_UP })
    await send(server.port, reset)
    const before = await server.memory()
    await load(server.port, requestOf, { ...bounds, count: FILES })
    const after = await server.memory()
    // `external` holds the buffers too.
    rows.push(row(`${what}: heap and buffers`, before.heapUsed + before.external, after.heapUsed + after.external), row(`${what}: resident set`, before.rss, after.rss))
    await server.stop()
  }
  return { columns: ['', 'empty', 'full', '', 'KiB each'], rows }
}
