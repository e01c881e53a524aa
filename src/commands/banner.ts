import type { Listening } from '../http/listen.js'
import type { CompleteOptions } from '../options.js'
import { defaultSeed } from '../seed/default.js'
import { version } from '../version.js'
import { sampleOf } from '../samples/sample.js'

const WIDTH = 80
const INDENT = 9

/** @returns the message for people once the server is ready: its URLs, a request that works, the tokens */
export async function banner ({ url, accountsUrl, tlsUrl }: Pick<Listening, 'url' | 'accountsUrl' | 'tlsUrl'>, { seed, tlsCert, clock }: CompleteOptions): Promise<string> {
  const authority = tlsCert === undefined ? ` (clients have to trust ${url}/_mock/ca.pem)` : ''
  return `zoho-attachments-mock ${version} is ready at ${url}

${await curl(url, seed, clock === 'real' ? Date.now() : clock)}

${row('SDKs', `environment ${url}, accounts ${accountsUrl}`)}
${tlsUrl === undefined ? '' : `${row('HTTPS', `${tlsUrl}${authority}`)}\n`}${row('Tokens', seed === undefined ? defaultTokens() : 'as in the seed')}
${row('Inspect', `${url}/_mock/ in a browser: what came in, why it was refused, and what to change`)}
${row('Stop', 'Ctrl+C')}

`
}

async function curl (url: string, seed: CompleteOptions['seed'], now: number): Promise<string> {
  const sample = sampleOf(seed === undefined ? defaultSeed : await read(seed), now)
  if (sample === undefined) return '  No token of the seed may upload to a record of it.'
  const { token, module, record } = sample
  return `  curl ${url}/crm/v8/${module}/${record}/Attachments \\
    -H "Authorization: Zoho-oauthtoken ${token}" \\
    -F "attachmentUrl=https://www.zohocorp.com"`
}

/** Reads a seed a second time, which the server does not keep as it was. */
async function read (seed: string | object): Promise<typeof defaultSeed> {
  const { parseSeed } = await import('../seed/read.js')
  return parseSeed(seed).seed
}

function defaultTokens (): string {
  const [first, ...others] = defaultSeed.tokens.map(({ token }) => token).filter(token => /^1000\.[a-z-]+$/.test(token))
  return `${first} has full access; refused for different reasons: ${others.join(', ')}`
}

/** A labelled text in lines that fit a terminal, as far as its words do. */
function row (label: string, text: string): string {
  const lines = text.split(' ').reduce<string[]>((before, word) => {
    const last = before.at(-1)
    return last !== undefined && INDENT + last.length + 1 + word.length <= WIDTH ? [...before.slice(0, -1), `${last} ${word}`] : [...before, word]
  }, [])
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(INDENT)}${line}`).join('\n')
}
