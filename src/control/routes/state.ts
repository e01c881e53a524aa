import { finished, Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { JsonError, JsonReader, type ReadJson } from '../../json/json-reader.js'
import { bounds } from '../../json/bounds.js'
import { errorOf } from '../../guard.js'
import { exportState } from '../../seed/write.js'
import type { MemoryQuota, Reservation } from '../../store/memory-quota.js'
import { reservedBytesOf } from '../../sandbox/world.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { route } from '../shapes/routes.js'

/** Adds the routes that read and replace the state of a sandbox, in the format of seeds, and reset it to the server's seed. */
export function state (app: ControlApp, { memoryQuota }: ControlOptions): void {
  app.route({ ...route('POST /reset'), handler: async ({ sandbox, body: { only } }) => ({ reset: sandbox.reset(only) }) })

  app.route({
    ...route('GET /state'),
    // Streamed, so that the whole text is never in memory.
    handler: async ({ sandbox: { world } }, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(Readable.from(exportState(world)) as object)
  })

  // In its own scope, because it parses bodies differently.
  app.register(async scope => loadState(scope, memoryQuota))
}

async function loadState (app: ControlApp, memoryQuota: MemoryQuota): Promise<void> {
  const reservations = new WeakMap<FastifyRequest['raw'], Reservation>()

  // Parsed as it arrives: as one string it could reach the maximum length of a string, and be in memory three times.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', ({ raw, sandbox }, payload, done) => {
    // The attachments and files that the state replaces make room for it.
    const reservation = memoryQuota.openReservation(reservedBytesOf(sandbox.world))
    const reader = new JsonReader({ name: 'the state', take: reservation.reserve })
    reservations.set(raw, reservation)
    const end = (error?: Error | null, read?: ReadJson): void => {
      stopWaiting()
      payload.off('data', write)
      if (error) reservation.release()
      done(error ?? null, read)
    }
    const write = (chunk: Buffer): void => {
      const error = errorOf(() => reader.write(chunk))
      if (error) end(error)
    }
    const stopWaiting = finished(payload, error => {
      let read: ReadJson | undefined
      end(error ? new JsonError('Expected the whole of a state: the client went away before its end', { cause: error }) : errorOf(() => { read = reader.end() }), read)
    })
    payload.on('data', write)
  })

  app.route({
    ...route('PUT /state'),
    // Base64 adds a third. Everything else has its own bound.
    bodyLimit: bounds.state + 2 * memoryQuota.limit,
    // `parseState` checks it.
    validatorCompiler: () => () => true,
    handler: async ({ sandbox, raw, body }) => {
      const { value = {}, contents = [] } = body as Partial<ReadJson>
      const { parseState } = await import('../../seed/read.js')
      try {
        const read = parseState({ value, contents })
        // From here on the sandbox counts the bytes.
        reservations.get(raw)?.release()
        sandbox.load(read)
      } finally {
        reservations.get(raw)?.release()
      }
      const { attachments, files, tokens, users } = sandbox.world
      return { attachments: attachments.size, files: files.size, tokens: tokens.all().length, users: users.length }
    }
  })
}
