import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function post (url, headers, body) {
  const response = await fetch(url, { method: 'POST', headers, body })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

drive(plainClient({
  postToken: (url, parameters) => post(url, {}, new URLSearchParams(parameters)),
  postFile: async (url, headers, path) => {
    const form = new FormData()
    form.append('file', await openAsBlob(path), basename(path))
    return post(url, headers, form)
  },
  postLink: (url, headers, { attachmentUrl, title }) => {
    const form = new FormData()
    form.append('attachmentUrl', attachmentUrl)
    form.append('title', title)
    return post(url, headers, form)
  }
}))
