import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import t from 'tap'
import { createGuard } from '../../src/guard.js'
import { drain } from '../../src/http/drain.js'
import { expectContinue } from '../../src/http/expect-continue.js'
import { head, parseReply, raw } from '../helpers/raw.js'

t.test('a refused client that sends more than the bound is answered, and its connection closed', async t => {
  const app = fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  app.decorate('guarded', createGuard(() => {}))
  app.register(expectContinue)
  app.register(drain, { maxTime: 60_000, maxBytes: 1024 })
  app.addHook('onRequest', (_request, reply) => { reply.code(401).send('refused') })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { write, rest } = await raw(t, (app.server.address() as AddressInfo).port)
  await write(`${head('POST /', { 'content-type': 'text/plain', 'content-length': 1_000_000 })}${'x'.repeat(4096)}`)
  t.match(parseReply(await rest()), { status: 401, headers: { connection: 'close' } })
})
