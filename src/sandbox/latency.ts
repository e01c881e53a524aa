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
  /** How long answers are held back; not at all where absent. */
  readonly latency: TimeRange | undefined
  readonly idSeed: string
}

/**
 * Holds back every answer of Zoho's surface, refusals too, for as long as the option `latency` says, in the machine's time.
 * Of a range each sandbox draws times of its own, which are the same in every run and after every reset.
 */
export const latency = fp<LatencyOptions>(async function latency (app, { latency, idSeed }) {
  if (latency === undefined) return
  const { from, to } = latency
  const delays = createPendingDelays(app.guarded)
  app.addHook('preClose', async () => delays.end())
  // By what every reset, and every reset of what goes wrong, makes anew.
  const draws = new WeakMap<World['faults'], () => number>()

  function nextTime ({ name, world }: Sandbox): number {
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
    // What is no sandbox is refused at once.
    const time = sandbox === undefined || isControlUrl(request.url) ? undefined : app.guarded('latency', () => nextTime(sandbox))
    if (time === undefined) done(null, payload)
    else delays.wait(reply.raw, time, () => done(null, payload))
  })
}, { name: 'latency', dependencies: ['sandbox'] })
