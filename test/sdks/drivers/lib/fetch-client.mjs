import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { plainClient } from './plain.mjs'

/** A plain client that uses a given `fetch` and `FormData`. Token parameters are urlencoded, link parameters are parts of a form. */
export function fetchClient ({ fetch, FormData }) {
  async function call (method, url, headers, body) {
    const response = await fetch(url, { method, headers, body })
    return { status: response.status, header: name => response.headers.get(name), bytes: Buffer.from(await response.arrayBuffer()) }
  }

  function formOf (entries) {
    const form = new FormData()
    for (const [name, ...value] of entries) form.append(name, ...value)
    return form
  }

  return plainClient({
    postToken: (url, parameters) => call('POST', url, {}, new URLSearchParams(parameters)),
    postFile: async (url, headers, path) => call('POST', url, headers, formOf([['file', await openAsBlob(path), basename(path)]])),
    postLink: (url, headers, parameters) => call('POST', url, headers, formOf(Object.entries(parameters))),
    call
  })
}
