import { load, send } from './load.js'
import { emptied, KiB, MiB, upload } from './requests.js'
import { base, double, start } from './servers.js'
import { scaled } from './settings.js'

const FILES = scaled(60_000)
/** More than a journal keeps, so that it does not grow with the files. */
const WARM_UP = scaled(12_000)
const FIRST_RECORD = 4150868000000
const AIM = { max: 2.6 }
const bounds = { connections: 10 }

const scenarios = [
  { what: 'base', command: base, requests: onOneRecord },
  { what: 'double, on one record', command: double, requests: onOneRecord, aim: AIM },
  { what: 'double, on as many records', command: double, requests: onManyRecords, aim: AIM }
]

function onOneRecord () {
  const request = upload(KiB)
  return () => request
}

function onManyRecords () {
  let record = FIRST_RECORD
  return () => upload(KiB, record++)
}

function row (what, without, full, files, aim) {
  return { what, unit: 'MiB', values: [without / MiB, full / MiB, (full - without) / files / KiB], aim }
}

/** What is held outside of the heap is in `external`: the bytes of files, too. */
function heapAndBuffers ({ heapUsed, external }) {
  return heapUsed + external
}

/** What a server needs for each file that it stores: of the machine while it goes at full speed, and in the end. */
export async function measureMemory (node) {
  const rows = []
  for (const { what, command, requests, aim } of scenarios) {
    const server = await start(node, command, { isProbed: true })
    const request = requests()
    await load(server.port, request, { ...bounds, count: WARM_UP })
    const before = await server.memory('now')
    await load(server.port, request, { ...bounds, count: FILES })
    const after = await server.memory('now')
    // Only now: a collection that is forced before would take away what uploads at full speed leave behind.
    const full = await server.memory('collected')
    await send(server.port, emptied)
    const empty = await server.memory('collected')
    await server.stop()
    rows.push(
      row(`${what}: resident set`, before.rss, after.rss, FILES, aim),
      row(`${what}: heap and buffers, collected`, heapAndBuffers(empty), heapAndBuffers(full), WARM_UP + FILES)
    )
  }
  return { title: `Memory for each of ${FILES.toLocaleString('en')} files of 1 KiB`, columns: ['without', 'with', 'KiB each'], rows }
}
