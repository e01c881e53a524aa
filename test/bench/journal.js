import { send } from './load.js'
import { measurePairs, pairColumns, rateRow } from './pairs.js'
import { post, remove } from './requests.js'
import { double, start } from './servers.js'
import { uploading } from './uploads.js'

const SIZES = ['1 KiB', '10 MiB']
const FAULTS = 20
const AIM = { min: 0.9 }

/** Faults that look at every upload, and never act. */
const faults = Array.from({ length: FAULTS }, (_, number) => ({
  operation: 'upload', record: String(number), times: 'always', action: { answer: 'INTERNAL_ERROR' }
}))

/** Starts a double with faults. Its journal has the default size, and is full once the server is warm. */
async function startWith (node) {
  const server = await start(node, double)
  await send(server.port, post('/_mock/faults', faults))
  return server
}

/**
 * Starts one with neither, which is asked the same before: on Node 20, from the first request to the control API on, uploads
 * are slower by about an eighth (more of what Fastify and @fastify/multipart leave behind gets old before it is collected),
 * and that is not what the journal and faults cost.
 */
async function startWithout (node) {
  const server = await start(node, [...double, '--journal-size', '0'])
  await send(server.port, post('/_mock/faults', faults))
  await send(server.port, remove('/_mock/faults'))
  return server
}

/** What the journal and faults cost an upload. */
export async function measureJournal (node) {
  const rows = []
  for (const name of SIZES) {
    const pairs = await measurePairs([() => startWithout(node), () => startWith(node)], uploading(name))
    rows.push(rateRow(`upload of ${name}`, pairs, AIM))
  }
  return { title: `Uploads with a full journal and ${FAULTS} faults, to those with neither`, columns: pairColumns('without', 'with'), rows }
}
