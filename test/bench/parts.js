// Fastify with @fastify/multipart and nothing of ours: what the double is made of, and so what it can reach at most.
import multipart from '@fastify/multipart'
import fastify from 'fastify'

const KEPT = 200 * 1024 * 1024
const answer = { data: [{ code: 'SUCCESS', details: { Modified_Time: '2021-05-03T18:03:00+05:30', Created_Time: '2021-05-03T18:03:00+05:30', id: '4150868000005277036' }, message: 'attachment uploaded successfully', status: 'success' }] }

let kept = []
let size = 0
const app = fastify()
app.register(multipart, { limits: { fileSize: Infinity } })
app.post('/crm/v8/Leads/:record/Attachments', async request => {
  for await (const part of request.parts()) {
    const bytes = await part.toBuffer()
    kept.push(bytes)
    size += bytes.length
  }
  if (size > KEPT) forget()
  return answer
})
app.post('/_mock/reset', async () => {
  forget()
  return {}
})

function forget () {
  kept = []
  size = 0
}

await app.listen({ port: 0, host: '127.0.0.1' })
console.log(JSON.stringify({ port: app.server.address().port }))
process.on('SIGTERM', () => process.exit(0))
