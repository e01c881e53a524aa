import { createHash } from 'node:crypto'
import fp from 'fastify-plugin'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { mersenne } from 'pure-rand/generator/mersenne'
import { createPendingDelays } from '../http/pending-delays.js'
import type { TimeRange } from '../json/duration.js'
import type { Sandbox } from './sandboxes.js'
import type { World } from './world.js'
import { isControlUrl } from '../api/api.js'

interface LatencyOptions {
  /** How long to delay each answer; no delay if `undefined`. */
  readonly latency: TimeRange | undefined
  readonly idSeed: string
}

/**
 * Delays every answer of Zoho's APIs, including refusals, by the option `latency`, in the machine's time. For a range, each
 * sandbox draws its own delays, which are the same in every run and after every reset.
 */
export const latency = fp<LatencyOptions>(async function latency (app, { latency, idSeed }) {
  if (latency === undefined) return
  const { from, to } = latency
  const delays = createPendingDelays(app.guarded)
  app.addHook('preClose', async () => delays.end())
  // Keyed by the fault table, because every reset of faults creates a new one and so restarts the sequence.
  const draws = new WeakMap<World['faults'], () => number>()

  function nextDelay ({ name, world }: Sandbox): number {
    let draw = draws.get(world.faults)
    if (draw === undefined) {
      const generator = mersenne(createHash('sha256').update(`${idSeed}/${name}/latency`).digest().readInt32BE())
      draw = () => uniformInt(generator, from, to)
      draws.set(world.faults, draw)
    }
    return draw()
  }

  app.addHook('onSend', (request, reply, payload, done) => {
    const sandbox: Sandbox | undefined = request.sandbox
    // A request without a sandbox is refused without delay.
    const delay = sandbox === undefined || isControlUrl(request.url) ? undefined : app.guarded('latency', () => nextDelay(sandbox))
    if (delay === undefined) done(null, payload)
    else delays.wait(reply.raw, delay, () => done(null, payload))
  })
}, { name: 'latency', dependencies: ['sandbox'] })
