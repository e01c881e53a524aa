import { performance } from 'node:perf_hooks'
import { load, send } from './load.js'
import { attachmentsOf, get, KiB, MiB, reset, upload } from './requests.js'
import { compare, interleave } from './rounds.js'
import { commands, start } from './servers.js'
import { median } from './table.js'

export const COLD_STARTS = 15

// The count keeps the store below the default --max-store-size: every upload has to be taken.
const uploads = [
  { what: '1 KiB', size: KiB, target: 0.25, rounds: 7, connections: 10, seconds: 1, count: 50_000 },
  { what: '100 KiB', size: 100 * KiB, target: 0.6, rounds: 9, connections: 10, seconds: 1, count: 5_000 },
  { what: '10 MiB', size: 10 * MiB, target: 0.8, rounds: 9, connections: 4, seconds: 1.25, count: 60 }
]
const download = { target: 0.8, rounds: 11, connections: 4, seconds: 0.75, count: Infinity }

/** Milliseconds from spawning a server to its answer to an upload. */
async function coldStart (command, request) {
  const begin = performance.now()
  const server = await start(command)
  await send(server.port, request)
  const time = performance.now() - begin
  await server.stop()
  return time
}

function row (what, unit, bare, double, target) {
  const { ofMedians, ofPairs } = compare(double, bare)
  return { what, unit, values: [undefined, median(bare), median(double), ofMedians, ofPairs], target }
}

async function measureStarts () {
  const small = upload(KiB)
  const { bare, double } = await interleave(['bare', 'double'], COLD_STARTS, name => coldStart(commands[name], small))
  return row('cold start', 'ms', bare, double, { max: 1.6 })
}

async function measureUploads (servers) {
  const rows = []
  for (const { what, size, target, rounds, ...bounds } of uploads) {
    const request = upload(size)
    const rates = await interleave(Object.keys(servers), rounds, async name => {
      const { port } = servers[name]
      const rate = await load(port, request, bounds)
      await send(port, reset)
      return rate
    })
    rows.push(
      row(`upload of ${what}, --log-level silent`, '1/s', rates.bare, rates.quiet, { min: target }),
      row(`upload of ${what}, default log level`, '1/s', rates.bare, rates.double, { min: target }),
      row(`upload of ${what}, Fastify and @fastify/multipart alone`, '1/s', rates.bare, rates.parts)
    )
  }
  return rows
}

async function measureDownloads ({ bare, double, quiet }) {
  const { target, rounds, ...bounds } = download
  const file = upload(10 * MiB)
  const requests = { bare: get('/') }
  for (const [name, { port }] of Object.entries({ double, quiet })) {
    // Over a socket, so that it is kept in the pieces in which clients' files come.
    const { data: [{ details: { id } }] } = await send(port, file)
    requests[name] = get(`${attachmentsOf()}/${id}`)
  }
  const ports = { bare: bare.port, double: double.port, quiet: quiet.port }
  const rates = await interleave(Object.keys(ports), rounds, name => load(ports[name], requests[name], bounds))
  return [
    row('download of 10 MiB, --log-level silent', '1/s', rates.bare, rates.quiet, { min: target }),
    row('download of 10 MiB, default log level', '1/s', rates.bare, rates.double, { min: target })
  ]
}

/** The double against the least that Node does. */
export async function measureTransfers () {
  const starts = await measureStarts()
  const servers = Object.fromEntries(await Promise.all(Object.keys(commands).map(async name => [name, await start(commands[name])])))
  const rows = [starts, ...await measureUploads(servers), ...await measureDownloads(servers)]
  await Promise.all(Object.values(servers).map(server => server.stop()))
  return { columns: ['', 'bare', 'double', 'of medians', 'of pairs'], rows }
}
