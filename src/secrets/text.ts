/** What ends a name, looked behind for: without it a long text without names would be read again from each of its characters. */
const START = '(?<![\\w$.%[\\]-])'

/**
 * Where in a free text secrets may be: URLs, members of JSON, parameters, tokens of Zoho's form, JWTs, and what follows a
 * scheme of Authorization. Its groups say which.
 */
export const secretsInText = new RegExp([
  '(?<url>[a-z][a-z\\d+.-]{0,19}://[^\\s"\'<>]+)',
  '"(?<key>[^"\\\\]{1,100})"\\s*:\\s*(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s,}]+)',
  `${START}(?<name>[\\w$.%[\\]-]+)(?<sign>\\s*=\\s*)(?<value>"[^"]*"?|'[^']*'?|[^\\s&;,"']+)`,
  '\\b\\d{4}\\.[\\da-z]{6,}\\.[\\da-z]{6,}',
  `${START}eyJ[\\w-]+\\.[\\w.-]+`,
  '(?<scheme>\\b(?:zoho-oauthtoken|zoho-authtoken|bearer)\\s+)\\S{8,}'
].join('|'), 'gi')
