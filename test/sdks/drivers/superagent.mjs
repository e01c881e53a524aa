import superagent from 'superagent'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function answer (request) {
  const { status, headers, body } = await request.ok(() => true).responseType('arraybuffer')
  return { status, header: name => headers[name], bytes: Buffer.from(body) }
}

drive(plainClient({
  postToken: (url, parameters) => answer(superagent.post(url).type('form').send(parameters)),
  postFile: (url, headers, path) => answer(superagent.post(url).set(headers).attach('file', path)),
  postLink: (url, headers, parameters) => answer(superagent.post(url).set(headers).query(parameters)),
  call: (method, url, headers) => answer(superagent(method, url).set(headers))
}))
