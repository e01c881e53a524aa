import { createReadStream } from 'node:fs'
import FormData from 'form-data'
import got from 'got'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function call (method, url, headers, options) {
  const { statusCode, headers: fields, body } = await got(url, { method, headers, ...options, responseType: 'buffer', throwHttpErrors: false, retry: { limit: 0 } })
  return { status: statusCode, header: name => fields[name], bytes: Buffer.from(body) }
}

drive(plainClient({
  postToken: (url, parameters) => call('POST', url, {}, { form: parameters }),
  postFile: (url, headers, path) => {
    const form = new FormData()
    form.append('file', createReadStream(path))
    return call('POST', url, { ...headers, ...form.getHeaders() }, { body: form })
  },
  postLink: (url, headers, parameters) => call('POST', url, headers, { form: parameters }),
  call
}))
