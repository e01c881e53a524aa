import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { interleave } from './rounds.js'
import { scaled } from './settings.js'
import { median } from './statistics.js'

const run = promisify(execFile)
const ROUNDS = scaled(15)

/** Of what the base takes for the same step; where it has none, in milliseconds. */
const aims = {
  import: { max: 1 },
  'first startMock': { max: 1.25 },
  'first upload': { max: 1.15 },
  'next startMock': {}
}
const aimsInTime = { 'first call of the control API': { max: 25 }, 'next startMock': { max: 5 }, reset: { max: 2 }, 'a whole test file': { max: 150 } }

async function measure (node, name) {
  const { stdout } = await run(node, [fileURLToPath(new URL(name, import.meta.url))])
  const steps = JSON.parse(stdout)
  return { ...steps, 'a whole test file': Object.values(steps).reduce((sum, time) => sum + time, 0) - (steps['next startMock'] ?? 0) }
}

/** What a test file waits for that starts the double, adds a fault, uploads and closes. */
export async function measureInProcess (node) {
  const [ofBase, ofDouble] = await interleave(['in-process-base.js', 'in-process-double.js'], ROUNDS, name => measure(node, name))
  const of = (runs, step) => median(runs.map(steps => steps[step]))
  return {
    title: 'In a process: the steps of a test file, to those of a server of Fastify and @fastify/multipart, unbundled',
    columns: ['base', 'double', 'ratio'],
    rows: [
      ...Object.entries(aims).map(([step, aim]) => ({ what: step, unit: 'ms', values: [of(ofBase, step), of(ofDouble, step), of(ofDouble, step) / of(ofBase, step)], aim })),
      ...Object.entries(aimsInTime).map(([step, aim]) => ({ what: step, unit: 'ms', values: [undefined, undefined, of(ofDouble, step)], aim }))
    ]
  }
}
