import { createReadStream } from 'node:fs'
import axios from 'axios'
import FormData from 'form-data'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function post (url, body, options) {
  const { status, headers, data } = await axios.post(url, body, { ...options, validateStatus: null })
  return { status, type: headers['content-type'], body: data }
}

drive(plainClient({
  postToken: (url, parameters) => post(url, null, { params: parameters }),
  postFile: (url, headers, path) => {
    const form = new FormData()
    form.append('file', createReadStream(path))
    return post(url, form, { headers: { ...headers, ...form.getHeaders() } })
  },
  postLink: (url, headers, parameters) => post(url, null, { headers, params: parameters })
}))
