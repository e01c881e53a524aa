// What the double is measured against: the least that Node does to take an upload, keep it and say so, and to send a file.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

/** The double's default `--max-store-size`. */
const MAX_KEPT = 1024 ** 3
/** What is downloaded, in bytes. */
const FILE = 10 * 1024 ** 2

const answer = JSON.stringify({
  data: [{
    code: 'SUCCESS',
    details: {
      Modified_Time: '2021-05-03T18:03:00+05:30',
      Modified_By: { name: 'Patricia Boyle', id: '4150868000000225013' },
      Created_Time: '2021-05-03T18:03:00+05:30',
      id: '4150868000005277036',
      Created_By: { name: 'Patricia Boyle', id: '4150868000000225013' }
    },
    message: 'attachment uploaded successfully',
    status: 'success'
  }]
})
const headers = { 'content-type': 'application/json;charset=UTF-8', 'content-length': Buffer.byteLength(answer) }

/** What every download gets; made when it is first asked for, as a start does not need it. */
let file

let kept = []
let bytes = 0

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    file ??= randomBytes(FILE)
    response.writeHead(200, { 'content-type': 'application/x-download', 'content-length': FILE }).end(file)
    return
  }
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    bytes += body.length
    if (request.url === '/_mock/reset' || bytes > MAX_KEPT) {
      kept = []
      bytes = 0
    }
    kept.push(body)
    response.writeHead(200, headers).end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
})
