// What the double is measured against: Fastify and @fastify/multipart, and nothing but keeping the bytes and sending them.
// It runs on their defaults, as the double does in all that costs time. No top-level await: it is also bundled as CommonJS.
import multipart from '@fastify/multipart'
import fastify from 'fastify'

const PATH = '/crm/v8/Leads/:record/Attachments'

/** Each in the pieces in which it came, as the double keeps it: toBuffer() does the same, and joins them. */
let files = []

const app = fastify()
app.register(multipart, { limits: { fileSize: Infinity } })
app.post(PATH, async request => {
  let id
  for await (const { file } of request.parts()) {
    const pieces = []
    for await (const piece of file) pieces.push(piece)
    id = files.push(pieces) - 1
  }
  return { data: [{ code: 'SUCCESS', details: { id: String(id) }, message: 'attachment uploaded successfully', status: 'success' }] }
})
app.get(`${PATH}/:id`, async ({ params: { id } }, reply) => {
  // Joined once, since one piece is the least that can be sent.
  if (files[id].length > 1) files[id] = [Buffer.concat(files[id])]
  reply.type('application/x-download')
  return files[id][0]
})
// Between windows, as with the double: memory stays bounded.
app.post('/_mock/reset', async () => {
  files = []
  return {}
})

app.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  console.log(JSON.stringify({ port: app.server.address().port }))
})
process.on('SIGTERM', () => process.exit(0))
