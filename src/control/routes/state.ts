import { finished, Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { JsonError, JsonReader, type ReadJson } from '../../json/json-reader.js'
import { bounds } from '../../json/bounds.js'
import { errorOf } from '../../http/pending-delays.js'
import { exportState } from '../../seed/write.js'
import type { MemoryQuota, Reservation } from '../../store/memory-quota.js'
import { httpErrors } from '../errors.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { route } from '../shapes/routes.js'

/** The whole of a sandbox in the format of seeds, and its way back to the seed of the server. */
export function state (app: ControlApp, { memoryQuota }: ControlOptions): void {
  app.route({ ...route('POST /reset'), handler: async ({ sandbox, body: { only } }) => ({ reset: sandbox.reset(only) }) })

  app.route({
    ...route('GET /state'),
    // The text of it, piece by piece.
    handler: async ({ sandbox: { world } }, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(Readable.from(exportState(world)) as object)
  })

  // A scope of its own, since it reads bodies in another way.
  app.register(async scope => loadState(scope, memoryQuota))
}

async function loadState (app: ControlApp, memoryQuota: MemoryQuota): Promise<void> {
  const reservations = new WeakMap<FastifyRequest['raw'], Reservation>()

  // As it arrives: as one text it could be as long as a text can be, and would be in memory three times.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', ({ raw, sandbox }, payload, done) => {
    // What the state replaces makes room for it.
    const reservation = memoryQuota.openReservation(sandbox.world.attachments.reservedBytes)
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
    // Base64 takes a third more; what else there is has a bound of its own.
    bodyLimit: bounds.state + 2 * memoryQuota.limit,
    // Whoever reads it checks it.
    validatorCompiler: () => () => true,
    handler: async ({ sandbox, raw, body }) => {
      const { value = {}, contents = [] } = body as Partial<ReadJson>
      const { parseState, SeedError } = await import('../../seed/read.js')
      try {
        const read = parseState({ value, contents })
        // From here on they are counted by the sandbox.
        reservations.get(raw)?.release()
        sandbox.load(read)
      } catch (error) {
        throw error instanceof SeedError ? (await httpErrors()).badRequest(error.message) : error
      } finally {
        reservations.get(raw)?.release()
      }
      const { attachments, tokens, users } = sandbox.world
      return { attachments: attachments.size, tokens: tokens.all().length, users: users.length }
    }
  })
}
