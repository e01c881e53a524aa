import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { drive } from './lib/harness.mjs'
import { plainClient } from './lib/plain.mjs'

async function curl (...args) {
  const { stdout } = await promisify(execFile)('curl', [...args, '-sS', '--max-time', '20', '-w', '\n%{http_code} %{content_type}'])
  const [, body, status, type] = /^(.*)\n(\d+) (.*)$/s.exec(stdout)
  return { status: Number(status), type, body: JSON.parse(body) }
}

const headerArguments = headers => Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])

// The uploads are the page's sample; Zoho's page about tokens has the parameters in the query.
drive(plainClient({
  postToken: (url, parameters) => curl(`${url}?${new URLSearchParams(parameters)}`, '-X', 'POST'),
  postFile: (url, headers, path) => curl(url, '-X', 'POST', ...headerArguments(headers), '-F', `file=@${path}`),
  postLink: (url, headers, { attachmentUrl, title }) => curl(
    url, '-X', 'POST', ...headerArguments(headers), '-F', `attachmentUrl=${attachmentUrl}`, '-F', `title=${title}`
  )
}))
