// What a test file needs at least: Fastify and @fastify/multipart, unbundled. Each step in milliseconds, as JSON.
import { createSteps } from './steps.js'

const { step, times } = createSteps()

const { default: fastify } = await import('fastify')
const { default: multipart } = await import('@fastify/multipart')
step('import')
async function start () {
  const app = fastify()
  app.register(multipart)
  app.post('/', async request => {
    for await (const part of request.parts()) await part.toBuffer()
    return {}
  })
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) }
}
const { app, url } = await start()
step('first startMock')
const body = new FormData()
body.set('file', new Blob(['Hello']), 'a.txt')
await (await fetch(url, { method: 'POST', body })).text()
step('first upload')
const other = await start()
step('next startMock')
await other.app.close()
app.server.closeAllConnections()
await app.close()
step('close')
console.log(JSON.stringify(times))
