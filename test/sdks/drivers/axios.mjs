import { createReadStream } from 'node:fs'
import axios from 'axios'
import FormData from 'form-data'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function send (options) {
  const { status, headers, data } = await axios.request({ ...options, responseType: 'arraybuffer', validateStatus: null })
  return { status, header: name => headers[name], bytes: data }
}

drive(plainClient({
  postToken: (url, parameters) => send({ method: 'POST', url, params: parameters }),
  postFile: (url, headers, path) => {
    const form = new FormData()
    form.append('file', createReadStream(path))
    return send({ method: 'POST', url, headers: { ...headers, ...form.getHeaders() }, data: form })
  },
  postLink: (url, headers, parameters) => send({ method: 'POST', url, headers, params: parameters }),
  call: (method, url, headers) => send({ method, url, headers })
}))
