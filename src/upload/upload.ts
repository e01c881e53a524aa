import type { FastifyRequest } from 'fastify'
import type { PartNote } from '../journal/entry.js'
import type { Budget } from '../sandbox/budget.js'
import type { Content } from '../sandbox/content.js'
import { sha256Of } from '../sandbox/sha256.js'
import { redactHeader, redactName, redactSegment, redactText, redactUrl } from '../secrets/redact.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/refusal.js'
import type { RuleName } from '../zoho/rules.js'
import type { Form, FormFile } from './form.js'
import { readForm } from './read-form.js'

export interface LinkUpload {
  readonly kind: 'link'
  readonly url: string
  readonly title: string | undefined
}

/** What an upload brings, checked. */
export type Upload =
  | { readonly kind: 'file', readonly name: string, readonly content: Content }
  | LinkUpload

interface UploadOptions {
  /** In bytes. */
  readonly maxFileSize: number
  readonly budget: Budget
}

/** How much of a text field the journal shows, in characters. */
const SHOWN = 500

/** The part that holds the file. Source: the page, “Input form-data”. */
const FILE_PART = 'file'

/**
 * Reads an upload. `attachmentUrl` and `title` may stand in the query, where Zoho's SDKs put them, or in the form, where
 * the page's curl sample does.
 * @throws {Refusal} one of the rules named `upload.…`, `request.body-too-large`
 */
export async function readUpload (request: FastifyRequest, query: ReadonlyArray<readonly [string, string]>, { maxFileSize, budget }: UploadOptions): Promise<Upload> {
  const hold = budget.hold()
  try {
    const form = await readForm(request, { keep: FILE_PART, maxFileSize, hold })
    request.notes.parts = [...form.files.map(noteOfFile), ...form.fields.map(noteOfField)]
    const whole = { ...form, fields: [...form.fields, ...query] }
    const upload = chooseOrHash(whole, request.headers['content-type'])
    request.notes.unread = unreadBy(upload, whole)
    return upload
  } finally {
    // The table counts what it keeps.
    hold.release()
  }
}

function noteOfFile ({ part, filename, type, size, content: { print } }: FormFile): PartNote {
  return { name: part, filename, type, size, print }
}

function noteOfField ([name, value]: readonly [string, string]): PartNote {
  return { name, size: Buffer.byteLength(value), value: value.slice(0, SHOWN) }
}

/** What came along with an upload and meant nothing to it. */
function unreadBy ({ kind }: Upload, { files, fields }: Form): string[] {
  const read = kind === 'link' ? ['attachmentUrl', 'title'] : ['attachmentUrl']
  return [...files.map(({ part }) => part).filter(part => part !== FILE_PART), ...fields.filter(([name]) => !read.includes(name)).map(([name, value]) => redactName(name, value))]
}

/** Takes the hashes of what is refused: the journal shows them when the bytes are gone. */
function chooseOrHash (form: Form, contentType: string | undefined): Upload {
  try {
    return choose(form, contentType)
  } catch (error) {
    for (const { content } of form.files) sha256Of(content)
    throw error
  }
}

/** Makes sure that a form brings one thing, and which. */
function choose (form: Form, contentType: string | undefined): Upload {
  const files = form.files.filter(({ part }) => part === FILE_PART)
  const links = form.fields.filter(([name, value]) => name === 'attachmentUrl' && value !== '').map(([, value]) => value)
  const [file] = files
  const [link] = links
  if (file && link !== undefined) throw new Refusal('upload.file-and-link', `expected either a file or a link, got the file "${redactText(file.filename ?? '')}" and the link "${redactUrl(link)}"`)
  if (files.length > 1) throw new Refusal('upload.more-than-one', `expected one part named "file", got ${files.length}`)
  if (links.length > 1) throw new Refusal('upload.more-than-one', `expected one attachmentUrl, got ${links.length}`)
  if (file) return checkFile(file.filename, file.content)
  if (link !== undefined) return checkLink(link, form.fields.find(([name, value]) => name === 'title' && value !== '')?.[1])
  if (form.kind === 'other') throw new Refusal('upload.not-a-form', `expected multipart/form-data with a part named "file" or a field attachmentUrl, got a body of ${contentType === undefined ? 'no Content-Type' : redactHeader('content-type', contentType)}`)
  throw new Refusal('upload.nothing', `expected a file in a part named "file", or attachmentUrl; got ${contents(form)}`)
}

/** What a form that has neither file nor link holds instead: most often the right thing under the wrong name. */
function contents ({ kind, files, fields }: Form): string {
  const [stray] = files
  if (stray) return `a file in part "${redactName(stray.part)}"`
  if (fields.some(([name]) => name === 'file')) return 'the part "file" without a filename, which makes it a text field (with curl: -F "file=@path")'
  if (fields.some(([name]) => name === 'attachmentUrl')) return 'an empty attachmentUrl'
  if (fields.length > 0) return `the fields ${fields.map(([name, value]) => `"${redactName(name, value)}"`).join(', ')}`
  return kind === 'multipart' ? 'a form without parts' : 'no body'
}

function checkFile (filename: string | undefined, content: Content): Upload {
  // No source says what Zoho calls a file that was sent without a name; the part's name is what Python's client sends then.
  const name = filename || FILE_PART
  checkLength('upload.file-name-too-long', 'a file name', name, limits.fileName)
  if (content.size === 0) throw new Refusal('upload.file-empty', `expected a file of at least 1 byte, "${redactText(name)}" has none`)
  return { kind: 'file', name, content }
}

function checkLink (url: string, title: string | undefined): Upload {
  checkLength('upload.link-too-long', 'an attachmentUrl', url, limits.link)
  if (title !== undefined) checkLength('upload.title-too-long', 'a title', title, limits.title)
  if (!URL.canParse(url)) {
    const hint = URL.canParse(`https://${url}`) ? `: did you mean "https://${redactUrl(url)}"?` : ''
    throw new Refusal('upload.link-malformed', `expected attachmentUrl to be an absolute URL, got "${redactUrl(url)}"${hint}`)
  }
  const { protocol } = new URL(url)
  if (!['http:', 'https:'].includes(protocol)) throw new Refusal('upload.link-malformed', `expected attachmentUrl to be an http or https URL, got the scheme "${redactSegment(protocol)}"`)
  return { kind: 'link', url, title }
}

function checkLength (rule: RuleName, what: string, text: string, limit: number): void {
  const { length } = [...text]
  if (length > limit) throw new Refusal(rule, `expected ${what} of at most ${limit} characters, got ${length}`)
}
