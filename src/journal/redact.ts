/** Names of parameters and fields that hold secrets. */
const SECRET = 'client_secret|refresh_token|code|token|access_token'
const IN_URL = new RegExp(`([?&](?:${SECRET})=)[^&#]*`, 'gi')
const NAME = new RegExp(`^(${SECRET})$`, 'i')
/** Headers that hold nothing else. */
const HEADER = /^(cookie|set-cookie|proxy-authorization|x-api-key)$/i

/** A URL without the values of parameters that are secrets: OAuth clients put them into the query. */
export function redactUrl (url: string): string {
  return url.replaceAll(IN_URL, '$1[redacted]')
}

/** A field's value, where it is no secret. */
export function redactField (name: string, value: string): string {
  return NAME.test(name) ? '[redacted]' : value
}

/** A header's value: of credentials the scheme, and the last characters that tell them apart. */
export function redactHeader (name: string, value: string): string {
  if (name === 'authorization') {
    const [scheme = '', ...credentials] = value.split(' ')
    return credentials.length === 0 ? '[redacted]' : `${scheme} [redacted, ends in ${tailOf(credentials.join(' '))}]`
  }
  return HEADER.test(name) ? '[redacted]' : value
}

/** What of a token may be shown: it is a secret wherever it comes from, and four characters tell it apart. */
export function tailOf (token: string): string {
  return token.slice(-4)
}
