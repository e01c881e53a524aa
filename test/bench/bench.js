// The double against a bare node:http server: time to the first upload, and uploads per second. `npm run build` first.
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { load, prepare, send } from './load.js'
import { commands, start } from './servers.js'
import { median, printTable } from './table.js'

const KiB = 1024
const MiB = 1024 * KiB
const COLD_STARTS = 15
const MAX_TIME = 180_000

// The count keeps the store below the default --max-store-size: every upload has to be taken.
const loads = [
  { what: '1 KiB', size: KiB, target: 0.25, rounds: 5, connections: 10, seconds: 2, count: 50_000 },
  { what: '100 KiB', size: 100 * KiB, target: 0.6, rounds: 7, connections: 10, seconds: 2, count: 5_000 },
  { what: '10 MiB', size: 10 * MiB, target: 0.8, rounds: 7, connections: 4, seconds: 2, count: 60 }
]

function upload (size) {
  const boundary = '------------------------d74496d66958873e'
  return prepare('/crm/v8/Leads/4150868000000376008/Attachments', {
    headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="bench.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`),
      randomBytes(size),
      Buffer.from(`\r\n--${boundary}--\r\n`)
    ])
  })
}

/** Milliseconds from spawning a server to its answer to an upload. */
async function coldStart (command, request) {
  const begin = performance.now()
  const server = await start(command)
  await send(server.port, request)
  const time = performance.now() - begin
  await server.stop()
  return time
}

/** Measures each in turn, again and again, so that whatever else the machine does hits all alike. */
async function interleave (names, rounds, measure) {
  const results = Object.fromEntries(names.map(name => [name, []]))
  // The first is the warm-up: caches of the file system and of compiled code, and the engine's own.
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await measure(name)
      if (round > 0) results[name].push(result)
    }
  }
  return results
}

function row (what, unit, bare, double, target = {}) {
  return {
    what,
    unit,
    bare: median(bare),
    double: median(double),
    ofMedians: median(double) / median(bare),
    ofPairs: median(double.map((value, round) => value / bare[round])),
    target
  }
}

async function bench () {
  const small = upload(KiB)
  const starts = await interleave(['bare', 'double'], COLD_STARTS, name => coldStart(commands[name], small))
  const rows = [row('cold start', 'ms', starts.bare, starts.double, { max: 1.6 })]

  const names = Object.keys(commands)
  const servers = Object.fromEntries(await Promise.all(names.map(async name => [name, await start(commands[name])])))
  const reset = prepare('/_mock/reset')
  for (const { what, size, target, rounds, ...bounds } of loads) {
    const request = upload(size)
    const rates = await interleave(names, rounds, async name => {
      const { port } = servers[name]
      const rate = await load(port, request, bounds)
      await send(port, reset)
      return rate
    })
    rows.push(
      row(`${what}, --log-level silent`, '1/s', rates.bare, rates.quiet, { min: target }),
      row(`${what}, default log level`, '1/s', rates.bare, rates.double, { min: target }),
      row(`${what}, Fastify and @fastify/multipart alone`, '1/s', rates.bare, rates.parts)
    )
  }
  await Promise.all(Object.values(servers).map(server => server.stop()))
  return rows
}

setTimeout(() => { throw new Error(`the bench took longer than ${MAX_TIME / 1000} s`) }, MAX_TIME).unref()

console.log(`Node ${process.version}, ${process.platform} ${process.arch}. The server under test and the load generator share ${availableParallelism()} cores.`)
console.log(`Cold start: spawn to the answer to a first upload of 1 KiB, ${COLD_STARTS} pairs. Uploads: multipart/form-data, keep-alive, rounds in turn with the bare server.`)
printTable(await bench())
