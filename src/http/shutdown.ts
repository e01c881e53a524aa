import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the server is closing. It still answers requests that have begun. */
    isClosing: boolean
  }
}

/** Lets a server close as soon as its last response is sent: a connection left in keep-alive would keep the process running. */
export const shutdown = fp(async function shutdown (app: FastifyInstance) {
  app.decorate('isClosing', false)
  app.addHook('preClose', async () => { app.isClosing = true })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (app.isClosing) reply.header('connection', 'close')
    done(null, payload)
  })
  // For responses whose headers were already sent, such as long downloads.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (app.isClosing) app.server.closeIdleConnections()
    done()
  })
}, { name: 'shutdown' })
