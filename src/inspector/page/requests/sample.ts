import type { Samples } from '../../../control/shapes/server.js'

/** An upload that works. */
export type SampleUpload = NonNullable<Samples['upload']>

/** Where the sample is sent. */
export function sampleUrl (base: string, { module, record }: SampleUpload): string {
  return `${base}/crm/v8/${module}/${record}/Attachments`
}

/** A text for a shell: in quotes where it needs some. */
function quoted (text: string): string {
  return /^[\w.:/%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * The command that sends the sample.
 * @param base the base URL of the sandbox
 */
export function sampleCurl (base: string, upload: SampleUpload): string {
  return [`curl ${quoted(sampleUrl(base, upload))}`, `-H "Authorization: Zoho-oauthtoken ${upload.token}"`, `-F "attachmentUrl=${upload.link}"`].join(' \\\n  ')
}

/** What sends the sample from a page, as the command does. */
export function sampleRequest ({ token, link }: SampleUpload): { method: string, headers: Record<string, string>, body: FormData } {
  const body = new FormData()
  body.append('attachmentUrl', link)
  return { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` }, body }
}

/** The languages of SDKs, as they write themselves. */
export const languages: Readonly<Record<string, string>> = { nodejs: 'Node.js', typescript: 'TypeScript', python: 'Python', php: 'PHP', java: 'Java', ruby: 'Ruby', csharp: 'C#', scala: 'Scala' }
