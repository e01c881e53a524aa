import { refuseInside } from '../errors.js'
import type { EventHub } from '../event-hub.js'
import { createEventStreams } from '../event-streams.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import type { ChangedPart } from '../shapes/events.js'
import { route } from '../shapes/routes.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request to this route changes. */
    changes?: readonly ChangedPart[]
  }
}

/** Adds the route for what changes in sandboxes. What is behind it is loaded for its first client. */
export function events (app: ControlApp, { sandboxes, answers }: ControlOptions): void {
  const streamTo = createEventStreams(app)
  let hub: EventHub | undefined
  let loading: Promise<EventHub> | undefined

  async function load (): Promise<EventHub> {
    const { createEventHub } = await import('../event-hub.js')
    // The time of the first client, in microseconds: another one after each start.
    const instance = Math.round((performance.timeOrigin + performance.now()) * 1000).toString(36)
    hub = createEventHub({ sandboxes, answers, instance, guarded: app.guarded })
    return hub
  }

  app.addHook('onSend', ({ sandbox, routeOptions: { config: { changes } } }, { statusCode }, payload, done) => {
    if (hub !== undefined && changes !== undefined && statusCode < 300) app.guarded('the events', () => hub?.changed(sandbox.name, changes))
    done(null, payload)
  })

  app.route({
    ...route('GET /events'),
    handler: async ({ sandbox, query: { sandbox: all }, headers: { 'last-event-id': lastEventId } }, reply) => {
      if (all !== undefined) await refuseInside(sandbox, 'watched together')
      loading ??= load()
      const { connect } = await loading
      return streamTo(reply, stream => stream.onClose(connect({ sandbox: all === undefined ? sandbox.name : undefined, write: stream.write }, String(lastEventId ?? ''))))
    }
  })
}
