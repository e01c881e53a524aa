import type { FastifyRequest } from 'fastify'
import { assertError } from '../guard.js'
import { redactText } from '../secrets/redact.js'
import { digestedOnFailure, type Content } from '../store/content.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { filesRule } from '../zoho/rules/files.js'
import type { Form, UploadedFile } from './form.js'
import { readForm } from './read-form.js'
import { contentsOf, describeContents, describeOtherBody, FILE_PART, observeParts, remarksOn, unused, type Fields } from './upload.js'

/** The result of reading a request to the Files API. */
export interface ReadFiles {
  /** In the order of the form. */
  readonly files: readonly UploadedFile[]
  /** What was ignored although the client may have meant it, for `x-mock-explain`. */
  readonly remarks: readonly string[]
}

interface FilesOptions {
  /** In bytes; Zoho's own limit is lower than that of attachments. */
  readonly maxFileSize: number
  readonly memoryQuota: MemoryQuota
}

/**
 * What the query may say: that the files are images in a text, which changes nothing here. Sources: `type` on
 * zoho.com/crm/developer/docs/api/v8/upload-files-to-zfs.html, `inline` in zoho/crm-oas v8.0/files (ff5c91b).
 */
const PARAMETERS = ['type', 'inline']

/**
 * Reads and checks the files of a request. One that is refused makes all of them refused. Records the parts and what was ignored
 * in `request.observations`.
 * @throws {Refusal} one of the rules named `files.…`, or `upload.store-full`
 */
export async function readFiles (request: FastifyRequest, query: Fields, { maxFileSize, memoryQuota }: FilesOptions): Promise<ReadFiles> {
  const reservation = memoryQuota.openReservation()
  try {
    const form = await readForm(request, { keep: FILE_PART, keepAtMost: limits.files, maxFileSize: Math.min(maxFileSize, limits.zfsFileSize), reservation }).catch(rethrow)
    request.observations.parts = observeParts(form)
    request.observations.ignored = unused({ ...form, fields: [...form.fields, ...query.filter(([name]) => !PARAMETERS.includes(name))] })
    const files = digestedOnFailure(contentsOf(form), request.server.guarded, () => check(form, query, request.headers['content-type']))
    return { files, remarks: remarksOn(form) }
  } finally {
    // The table of files reserves what it keeps.
    reservation.release()
  }
}

/** Turns the errors of reading a form into refusals of the Files API. */
function rethrow (error: unknown): never {
  assertError(error, Refusal)
  throw new Refusal(filesRule(error.rule), error.explain, { cause: error })
}

function check (form: Form, query: Fields, contentType: string | undefined): UploadedFile[] {
  if (form.kind === 'other') {
    throw new Refusal('files.not-a-form', `expected multipart/form-data with a part named "file" for each file, got ${describeOtherBody(form, contentType)}`)
  }
  const files = form.files.filter(({ part }) => part === FILE_PART)
  if (files.length === 0) throw new Refusal('files.nothing', `expected up to ${limits.files} files in parts named "file"; got ${describe(form, query)}`)
  if (files.length > limits.files) throw new Refusal('files.too-many', `expected at most ${limits.files} files in one request, got ${files.length}`)
  return files.map(({ filename, content }) => checkFile(filename || FILE_PART, content))
}

function describe (form: Form, query: Fields): string {
  const isLink = [...form.fields, ...query].some(([name, value]) => name === 'attachmentUrl' && value !== '')
  return isLink ? 'attachmentUrl: links are attached to a record, with POST to {module}/{record}/Attachments' : describeContents(form, query)
}

function checkFile (name: string, content: Content): UploadedFile {
  const { length } = [...name]
  if (length > limits.zfsFileName) throw new Refusal('files.file-name-too-long', `expected a file name of at most ${limits.zfsFileName} characters, got ${length}; no file was stored`)
  if (content.size === 0) throw new Refusal('files.file-empty', `expected files of at least 1 byte, "${redactText(name)}" has none; no file was stored`)
  return { name, content }
}
