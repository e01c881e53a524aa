import { finished, Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { JsonReader, type ReadJson } from '../../json/json-reader.js'
import { errorOf } from '../../http/pending-delays.js'
import type { Reservation } from '../../store/memory-quota.js'
import { exportState } from '../../seed/write.js'
import { parseState } from '../../seed/read.js'
import { SeedSchema } from '../../seed/schema.js'
import { bounds } from '../../json/bounds.js'
import { Complaint } from '../complaint.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const State = Type.Unsafe<object>(SeedSchema)

/** The whole of a sandbox in the format of seeds. */
export async function state (app: ControlApp, { memoryQuota }: PlaneOptions): Promise<void> {
  const reservations = new WeakMap<FastifyRequest['raw'], Reservation>()

  // As it arrives: as one text it could be as long as a text can be, and would be in memory three times.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', ({ raw, sandbox }, payload, done) => {
    // What the state replaces makes room for it.
    const reservation = memoryQuota.openReservation(sandbox.world.attachments.held)
    const reader = new JsonReader({ name: 'the state', take: reservation.reserve })
    reservations.set(raw, reservation)
    const end = (fault?: Error | null, read?: ReadJson): void => {
      stopWaiting()
      payload.off('data', write)
      if (fault) reservation.release()
      done(fault ?? null, read)
    }
    const write = (chunk: Buffer): void => {
      const fault = errorOf(() => reader.write(chunk))
      if (fault) end(fault)
    }
    const stopWaiting = finished(payload, fault => {
      let read: ReadJson | undefined
      end(fault ? new Complaint('badRequest', 'Expected the whole of a state: the client went away before its end') : errorOf(() => { read = reader.end() }), read)
    })
    payload.on('data', write)
  })

  app.get('/state', {
    schema: { summary: 'The whole sandbox in the format of seeds, bytes included', response: { 200: State } }
  }, async ({ sandbox: { world } }, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(Readable.from(exportState(world))))

  app.put('/state', {
    // Base64 takes a third more; what else there is has a bound of its own.
    bodyLimit: bounds.state + 2 * memoryQuota.limit,
    schema: {
      summary: 'Another state, or a seed that names no files, in the place of the sandbox’s own',
      body: State,
      response: { 200: Type.Object({ attachments: Type.Integer(), tokens: Type.Integer(), users: Type.Integer() }) }
    },
    // Whoever reads it checks it.
    validatorCompiler: () => () => true
  }, async ({ sandbox, raw, body }) => {
    const { value = {}, contents = [] } = body as Partial<ReadJson>
    try {
      const read = parseState({ value, contents })
      // From here on they are counted by the sandbox.
      reservations.get(raw)?.release()
      sandbox.load(read)
    } finally {
      reservations.get(raw)?.release()
    }
    const { attachments, tokens, users } = sandbox.world
    return { attachments: attachments.size, tokens: tokens.all().length, users: users.length }
  })
}
