import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the server is on its way down; it answers what has begun. */
    isClosing: boolean
  }
}

/** Lets a server end as soon as its last answer is out: a connection kept alive by it would hold the process. */
export const shutdown = fp(async function closing (app: FastifyInstance) {
  app.decorate('isClosing', false)
  app.addHook('preClose', async () => { app.isClosing = true })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (app.isClosing) reply.header('connection', 'close')
    done(null, payload)
  })
  // An answer whose headers were out by then, such as a long download.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (app.isClosing) app.server.closeIdleConnections()
    done()
  })
}, { name: 'shutdown' })
