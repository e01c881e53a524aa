import type { PrettyStream } from 'pino-pretty'
import type { Listening } from '../http/listen.js'
import type { CompleteOptions } from '../options.js'
import { defaultSeed } from '../seed/default.js'
import { version } from '../version.js'

/** @returns the message for people once the server is ready: its URLs, a sample request, the tokens */
export function banner ({ url, accountsUrl, tlsUrl }: Pick<Listening, 'url' | 'accountsUrl' | 'tlsUrl'>, { seed, tlsCert }: CompleteOptions): string {
  const [first, ...others] = defaultSeed.tokens.map(({ token }) => token).filter(token => /^1000\.[a-z-]+$/.test(token))
  const tokens = seed === undefined
    ? `Tokens   ${first} has full access; refused for different reasons: ${others.join(', ')}`
    : 'Tokens   as in the seed'
  const authority = tlsCert === undefined ? ` (clients have to trust ${url}/_mock/ca.pem)` : ''
  const https = tlsUrl === undefined ? '' : `\nHTTPS    ${tlsUrl}${authority}`
  return `zoho-attachments-mock ${version} is ready at ${url}

  curl ${url}/crm/v8/Leads/1000000231009/Attachments \\
    -H "Authorization: Zoho-oauthtoken ${first}" \\
    -F "attachmentUrl=https://www.zohocorp.com"

SDKs     environment ${url}, accounts ${accountsUrl}${https}
${tokens}
Inspect  ${url}/_mock/attachments for uploads, ${url}/_mock/rules for all answers
Stop     Ctrl+C

`
}

/**
 * Formats the log for a terminal: one line per request, with the reason of a refusal.
 * @param destination the stream to write the lines to
 * @returns a stream for pino
 */
export async function terminalLog (destination: NodeJS.WritableStream): Promise<PrettyStream> {
  // Loaded only here, since most servers do not run on a terminal.
  const { default: pretty } = await import('pino-pretty')
  return pretty({
    destination,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'reqId,method,url,status,ms,rule,explain,fault',
    messageFormat: terminalLine
  })
}

/** @returns the text of a log line after its time and level */
export function terminalLine ({ method, url, status, rule, explain, fault, msg }: Record<string, unknown>): string {
  if (method === undefined) return explain === undefined ? String(msg) : `${msg}: ${explain}`
  const line = [method, url, status ?? msg].join(' ')
  if (rule !== undefined) return `${line} ${rule}: ${explain}`
  return fault === undefined ? line : `${line}: ${fault}`
}
