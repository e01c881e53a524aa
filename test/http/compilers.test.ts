import fastify from 'fastify'
import t from 'tap'
import { noCompilers } from '../../src/http/compilers.js'

t.test('a route with a schema in a scope without compilers is reported when the server becomes ready', async t => {
  const app = fastify({ schemaController: noCompilers })
  t.teardown(() => app.close())
  app.post('/', { schema: { body: { type: 'object' } } }, async () => ({}))
  await t.rejects(Promise.resolve(app.ready()), { message: /A route with a schema needs compilers/ })
})
