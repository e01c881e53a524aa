import type { Listening } from '../listen.js'
import type { CompleteOptions } from '../options.js'
import { defaultSeed } from '../sandbox/default-seed.js'
import { version } from '../version.js'

/** The ready line for people: where the server is, a request that works, the tokens. */
export function greeting ({ url, accountsUrl, tlsUrl }: Pick<Listening, 'url' | 'accountsUrl' | 'tlsUrl'>, { seed, tlsCert }: CompleteOptions): string {
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
