import { redactSegment, redactUrl } from '../secrets/redact.js'
import { Refusal } from '../zoho/refusal.js'

/**
 * Makes sure that a link is one as it stands, since it is stored so. `new URL` would pass over blanks around it, line ends
 * and tabs in it, and mend `https:/example.com` and `https:\\example.com`.
 * @throws {Refusal} `upload.link-malformed`
 */
export function checkLink (link: string): void {
  const what = whyMalformed(link)
  if (what !== undefined) throw new Refusal('upload.link-malformed', `expected attachmentUrl to be ${what}`)
}

function whyMalformed (link: string): string | undefined {
  if (/^["'‘“]/.test(link)) return 'a URL without quotes around it, got one with: a JSON text is not decoded, send the link itself'
  if (/[\r\n]/.test(link)) return 'a URL without line ends, got one with: trim it before it is sent'
  if (link.trim() !== link) return 'a URL without blanks around it, got one with: trim it before it is sent'
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const character = /[\u0000-\u001f\u007f"]/.exec(link)?.[0]
  if (character !== undefined) return `a URL without control characters and quotes, got one with ${JSON.stringify(character)}`
  if (!URL.canParse(link)) {
    const hint = URL.canParse(`https://${link}`) ? `: did you mean "https://${redactUrl(link)}"?` : ''
    return `an absolute URL, got "${redactUrl(link)}"${hint}`
  }
  const { protocol } = new URL(link)
  if (!['http:', 'https:'].includes(protocol)) return `an http or https URL, got the scheme "${redactSegment(protocol)}"`
  return /^https?:\/\/[^/\\]/i.test(link) ? undefined : `an absolute URL, got "${redactUrl(link)}": two slashes stand behind ${protocol}`
}
