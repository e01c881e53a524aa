import { Complaint } from '../complaint.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const TYPE = 'application/x-pem-file'

/** The authority that clients have to trust for HTTPS. */
export async function authority (app: ControlApp, { server }: PlaneOptions): Promise<void> {
  app.get('/ca.pem', {
    schema: {
      summary: 'The authority that clients have to trust for HTTPS',
      produces: [TYPE]
    }
  }, async (_request, reply) => {
    const { identity } = server
    if (identity === undefined) throw new Complaint('notFound', 'This server has no HTTPS and so no authority: start it with --tls-port')
    if (identity.ca === undefined) throw new Complaint('notFound', 'The certificate is your own, from --tls-cert: clients have to trust the authority that signed it, which only you know')
    return reply.header('content-type', TYPE).serializer((text: string) => text).send(identity.ca)
  })
}
