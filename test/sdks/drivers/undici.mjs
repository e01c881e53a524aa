import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { FormData, request } from 'undici'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

// Uses `request`, because undici's `fetch` is that of Node.
async function call (method, url, headers, body) {
  const answer = await request(url, { method, headers, body })
  return { status: answer.statusCode, header: name => answer.headers[name], bytes: Buffer.from(await answer.body.arrayBuffer()) }
}

drive(plainClient({
  postToken: (url, parameters) => call('POST', `${url}?${new URLSearchParams(parameters)}`, {}),
  postFile: async (url, headers, path) => {
    const form = new FormData()
    form.append('file', await openAsBlob(path), basename(path))
    return call('POST', url, headers, form)
  },
  postLink: (url, headers, parameters) => call('POST', `${url}?${new URLSearchParams(parameters)}`, headers),
  call
}))
