import pretty from 'pino-pretty'
import type { Listening } from '../http/listen.js'
import type { CompleteOptions } from '../options.js'
import { defaultSeed } from '../seed/default.js'
import { version } from '../version.js'

/** The ready line for people: where the server is, a request that works, the tokens. */
export function banner ({ url, accountsUrl, tlsUrl }: Pick<Listening, 'url' | 'accountsUrl' | 'tlsUrl'>, { seed, tlsCert }: CompleteOptions): string {
  const [first, ...others] = defaultSeed.tokens.map(({ token }) => token).filter(token => /^1000\.[a-z-]+$/.test(token))
  const tokens = seed === undefined
    ? `Tokens  ${first} works; refused, each for its own reason: ${others.join(', ')}`
    : 'Tokens  those of the seed'
  const authority = tlsCert === undefined ? `; clients have to trust ${url}/_mock/ca.pem` : ''
  const https = tlsUrl === undefined ? '' : `\nHTTPS   ${tlsUrl}${authority}`
  return `zoho-attachments-mock ${version} is ready at ${url}

  curl ${url}/crm/v8/Leads/1000000231009/Attachments \\
    -H "Authorization: Zoho-oauthtoken ${first}" \\
    -F "attachmentUrl=https://www.zohocorp.com"

SDKs    environment ${url}, accounts ${accountsUrl}${https}
${tokens}
Look    ${url}/_mock/attachments holds what was uploaded, ${url}/_mock/rules every answer
Stop    Ctrl+C

`
}

/**
 * The log for people who look at a terminal: one line a request, with the reason of a refusal.
 * @param destination where the lines go
 */
export function terminalLog (destination: NodeJS.WritableStream): pretty.PrettyStream {
  return pretty({
    destination,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'reqId,method,url,status,ms,rule,explain,fault',
    messageFormat: terminalLine
  })
}

/** What a line says after its time and level. */
export function terminalLine ({ method, url, status, rule, explain, fault, msg }: Record<string, unknown>): string {
  if (method === undefined) return explain === undefined ? String(msg) : `${msg}: ${explain}`
  const line = [method, url, status ?? msg].join(' ')
  if (rule !== undefined) return `${line} ${rule}: ${explain}`
  return fault === undefined ? line : `${line}: ${fault}`
}
