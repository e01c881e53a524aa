import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { baseUrlOf } from '../../http/base-url.js'
import { Complaint } from '../complaint.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const Shown = Type.Object({
  name: Type.String(),
  url: Type.String(),
  attachments: Type.Integer({ description: 'How many it holds.' }),
  requests: Type.Integer({ description: 'How many are in its journal.' }),
  busy: Type.Boolean({ description: 'Whether it is answering a request.' })
})

export type SandboxInfo = Static<typeof Shown>

/** The sandboxes that have been used; at the base URL only. */
export async function sandboxList (app: ControlApp, { sandboxes, publicUrl }: PlaneOptions): Promise<void> {
  function refuseInside ({ sandbox }: FastifyRequest): void {
    if (sandbox.name !== '') throw new Complaint('notFound', 'Sandboxes are listed and deleted at the base URL, not inside one of them')
  }

  app.get('/sandboxes', {
    schema: { summary: 'The named sandboxes, the one that was unused for longest first', response: { 200: Type.Object({ sandboxes: Type.Array(Shown) }) } }
  }, async request => {
    refuseInside(request as FastifyRequest)
    return {
      sandboxes: sandboxes.all().map(sandbox => ({
        name: sandbox.name,
        url: baseUrlOf(request as FastifyRequest, sandbox.name, publicUrl),
        attachments: sandbox.world.attachments.size,
        requests: sandbox.journal.size,
        busy: sandbox.inFlight > 0
      }))
    }
  })

  app.delete('/sandboxes/:name', {
    schema: { summary: 'Forgets a sandbox, even while it answers; used again, it starts from the seed', params: Type.Object({ name: Type.String() }), response: { 200: Type.Object({ deleted: Type.Integer() }) } }
  }, async request => {
    refuseInside(request as FastifyRequest)
    const { name } = request.params
    if (!sandboxes.delete(name)) throw new Complaint('notFound', `No sandbox \`${name}\`: GET /_mock/sandboxes lists them`)
    return { deleted: 1 }
  })
}
