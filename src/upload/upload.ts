import type { FastifyRequest } from 'fastify'
import { redactSegment, redactUrl, redactHeader, redactName, redactText } from '../secrets/redact.js'
import { Refusal, type RuleName } from '../zoho/rules.js'
import type { ObservedPart } from './form.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { digestedOnFailure, type Content } from '../store/content.js'
import { limits } from '../zoho/limits.js'
import { diagnoseBody, diagnoseText } from './diagnose.js'
import type { Form, FormFile, UploadedFile } from './form.js'
import { readForm } from './read-form.js'

export type Fields = ReadonlyArray<readonly [string, string]>

export interface LinkUpload {
  readonly kind: 'link'
  readonly url: string
  readonly title: string | undefined
}

/** The checked contents of an upload: one file or one link. */
export type Upload =
  | UploadedFile & { readonly kind: 'file' }
  | LinkUpload

/** The result of reading an upload. */
export interface ReadUpload {
  readonly upload: Upload
  /** What was ignored although the client may have meant it, for `x-mock-explain`. */
  readonly remarks: readonly string[]
}

interface UploadOptions {
  /** In bytes. */
  readonly maxFileSize: number
  readonly memoryQuota: MemoryQuota
}

/** How much of a text field the journal shows, in characters. */
const MAX_SHOWN = 500

/** Name of the part with the file. Source: the page, “Input form-data”. */
export const FILE_PART = 'file'

/**
 * Reads and checks an upload. `attachmentUrl` and `title` may be in the query, where Zoho's SDKs put them, or in the form, where
 * the page's curl sample puts them. Records the parts and what was ignored in `request.observations`.
 * @throws {Refusal} one of the rules named `upload.…`, or `request.body-too-large`
 */
export async function readUpload (request: FastifyRequest, query: Fields, { maxFileSize, memoryQuota }: UploadOptions): Promise<ReadUpload> {
  const reservation = memoryQuota.openReservation()
  try {
    const form = await readForm(request, { keep: FILE_PART, maxFileSize, reservation })
    request.observations.parts = observeParts(form)
    // For a refused form, this is all that is known to be ignored. The rest depends on whether a file or a link is chosen.
    request.observations.ignored = form.ignored
    const upload = digestedOnFailure(contentsOf(form), request.server.guarded, () => choose(form, query, request.headers['content-type']))
    if (upload.kind === 'link') request.observations.isLink = true
    request.observations.ignored = ignoredBy(upload, form, query)
    return { upload, remarks: remarksOn(form) }
  } finally {
    // The table of attachments reserves what it keeps.
    reservation.release()
  }
}

/** The contents of all files of a form. */
export function contentsOf ({ files }: Form): Content[] {
  return files.map(({ content }) => content)
}

/** Describes the parts of a form for the journal. */
export function observeParts ({ files, fields }: Form): ObservedPart[] {
  return [...files.map(observeFile), ...fields.map(observeField)]
}

function observeFile ({ part, filename, type, size, content: { digest } }: FormFile): ObservedPart {
  return { name: part, filename, type, size, digest }
}

function observeField ([name, value]: readonly [string, string]): ObservedPart {
  return { name, size: Buffer.byteLength(value), value: value.slice(0, MAX_SHOWN) }
}

/** What was sent along with an upload but not used. */
function ignoredBy ({ kind }: Upload, { files, fields, ignored }: Form, query: Fields): string[] {
  const used = kind === 'link' ? ['attachmentUrl', 'title'] : ['attachmentUrl']
  return unused({ files, ignored, fields: [...fields, ...query].filter(([name]) => !used.includes(name)) })
}

/** The names of what came with a file or a link but was not used: files in other parts, fields, and what no parser could use. */
export function unused ({ files, fields, ignored }: Pick<Form, 'files' | 'fields' | 'ignored'>): string[] {
  const others = files.filter(({ part }) => part !== FILE_PART).map(({ part }) => redactName(part))
  return [...others, ...fields.map(([name, value]) => redactName(name, value)), ...ignored]
}

/** What the sender of an accepted upload may have meant: Zoho's page mentions no file in another part, and no encoding of one. */
export function remarksOn ({ files, ignored }: Form): string[] {
  const others = files.filter(({ part }) => part !== FILE_PART).map(({ part }) => `the file in part "${redactName(part)}"`)
  return [...others, ...ignored]
}

/** Makes sure that a request has exactly one file or link, and returns it. */
function choose (form: Form, query: Fields, contentType: string | undefined): Upload {
  const files = form.files.filter(({ part }) => part === FILE_PART)
  const fields = [...form.fields, ...query]
  const links = fields.filter(([name, value]) => name === 'attachmentUrl' && value !== '').map(([, value]) => value)
  const [file] = files
  const [link] = links
  if (file && link !== undefined) throw new Refusal('upload.file-and-link', `expected either a file or a link, got the file "${redactText(file.filename ?? '')}" and the link "${redactUrl(link)}"`)
  if (files.length > 1) throw new Refusal('upload.more-than-one', `expected one part named "file", got ${files.length}`)
  if (links.length > 1) throw new Refusal('upload.more-than-one', `expected one attachmentUrl, got ${links.length}`)
  if (file) return checkFile(file.filename, file.content)
  if (link !== undefined) {
    const title = fields.find(([name, value]) => name === 'title' && value !== '')?.[1]
    checkLength('upload.link-too-long', 'an attachmentUrl', link, limits.link)
    if (title !== undefined) checkLength('upload.title-too-long', 'a title', title, limits.title)
    checkLink(link)
    return { kind: 'link', url: link, title }
  }
  if (form.kind === 'other') {
    throw new Refusal('upload.not-a-form', `expected multipart/form-data with a part named "file" or a field attachmentUrl, got ${describeOtherBody(form, contentType)}`)
  }
  throw new Refusal('upload.nothing', `expected a file in a part named "file", or attachmentUrl; got ${describeContents(form, query)}`)
}

/** Describes a body that is not a form. */
export function describeOtherBody ({ sample }: Form, contentType: string | undefined): string {
  const mistake = sample && diagnoseBody(sample, contentType)
  return `a body of ${contentType === undefined ? 'no Content-Type' : redactHeader('content-type', contentType)}${mistake === undefined ? '' : `; ${mistake}`}`
}

/** Describes what a request has instead of a file or link: most often the right thing in the wrong place. */
export function describeContents (form: Form, query: Fields): string {
  const { kind, files, fields, ignored } = form
  const [stray] = files
  if (ignored.length > 0) return `a form in which ${ignored.join(', ')}${stray === undefined ? '' : `, and a file in part "${redactName(stray.part)}"`}`
  if (stray) return `a file in part "${redactName(stray.part)}"`
  const text = fields.find(([name]) => name === FILE_PART)
  if (text) return `${kind === 'urlencoded' ? 'the field "file" in an urlencoded body, which cannot hold a file' : 'the part "file" without a filename, which makes it a text field'} (with curl: -F "file=@path")${textHint(text[1])}`
  const inQuery = query.find(([name]) => name === FILE_PART)
  if (inQuery) return `the parameter "file" in the query, which cannot hold a file (with curl: -F "file=@path")${textHint(inQuery[1])}`
  const all = [...fields, ...query]
  if (all.some(([name]) => name === 'attachmentUrl')) return 'an empty attachmentUrl'
  const object = all.map(([name]) => name).find(name => /^\[object \w+\]$/.test(name))
  if (object !== undefined) return `the text "${object}" as the body: the client turned the form into a text; give the FormData object itself to the client library`
  if (all.length > 0) return `the fields ${all.map(([name, value]) => `"${redactName(name, value)}"`).join(', ')}`
  return kind === 'multipart' ? 'a form without parts' : 'no body'
}

function textHint (value: string): string {
  const hint = diagnoseText(value)
  return hint === undefined ? '' : `; its text is ${hint}`
}

function checkFile (filename: string | undefined, content: Content): Upload {
  // No source says how Zoho names a file that was sent without a name. Python's client sends the part's name in that case.
  const name = filename || FILE_PART
  checkLength('upload.file-name-too-long', 'a file name', name, limits.fileName)
  if (content.size === 0) throw new Refusal('upload.file-empty', `expected a file of at least 1 byte, "${redactText(name)}" has none`)
  return { kind: 'file', name, content }
}

function checkLength (rule: RuleName, what: string, text: string, limit: number): void {
  const { length } = [...text]
  if (length > limit) throw new Refusal(rule, `expected ${what} of at most ${limit} characters, got ${length}`)
}

/**
 * Makes sure that a link is a valid URL as sent, since it is stored as sent. `new URL` alone would ignore white space around it
 * and line ends and tabs in it, and would repair `https:/example.com` and `https:\\example.com`.
 * @throws {Refusal} `upload.link-malformed`
 */
function checkLink (link: string): void {
  const problem = linkProblem(link)
  if (problem !== undefined) throw new Refusal('upload.link-malformed', `expected attachmentUrl to be ${problem}`)
}

/** Continues the sentence “expected attachmentUrl to be …”; `undefined` for a valid link. */
function linkProblem (link: string): string | undefined {
  if (/^["'‘“]/.test(link)) return 'a URL without quotes around it, got one with: a JSON text is not decoded, send the link itself'
  if (/[\r\n]/.test(link)) return 'a URL without line ends, got one with: trim it before it is sent'
  if (link.trim() !== link) return 'a URL without blanks around it, got one with: trim it before it is sent'
  // eslint-disable-next-line no-control-regex -- they are what this looks for
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
