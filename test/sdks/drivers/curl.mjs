import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function curl (method, url, headers, ...form) {
  const options = [
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...form.flatMap(part => ['-F', part])
  ]
  const { stdout } = await promisify(execFile)(
    'curl', [url, '-X', method, ...options, '-sS', '--max-time', '20', '-D', 'head'], { encoding: 'buffer', maxBuffer: 2 ** 24 }
  )
  // Interim responses have heads, too. The last head is that of the response.
  const [first, ...lines] = (await readFile('head', 'latin1')).trimEnd().split('\r\n\r\n').at(-1).split('\r\n')
  const fields = new Headers(lines.map(line => /^(.*?): ?(.*)$/.exec(line).slice(1)))
  return { status: Number(first.split(' ')[1]), header: name => fields.get(name), bytes: stdout }
}

// Uploads are sent as in the sample on Zoho's page, and token parameters in the query as on its page about tokens.
drive(plainClient({
  postToken: (url, parameters) => curl('POST', `${url}?${new URLSearchParams(parameters)}`, {}),
  postFile: (url, headers, path) => curl('POST', url, headers, `file=@${path}`),
  postLink: (url, headers, { attachmentUrl, title }) => curl('POST', url, headers, `attachmentUrl=${attachmentUrl}`, `title=${title}`),
  call: curl
}))
