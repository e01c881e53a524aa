import type { FastifyRequest } from 'fastify'
import { redactName } from '../secrets/redact.js'
import { digestedOnFailure, type Content } from '../store/content.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import type { Form, UploadedFile } from './form.js'
import type { Image } from './image.js'
import { readForm } from './read-form.js'
import { contentsOf, describeOtherBody, FILE_PART, observeParts, unused } from './upload.js'

/**
 * Reads and checks a photo. The name of its part is that of an attachment's, too. Source:
 * zoho.com/crm/developer/docs/api/v8/upload-image.html. Records the parts and what was ignored in `request.observations`, beside
 * what was in the query.
 * @throws {Refusal} one of the rules named `photo.…`, `upload.form-malformed`, or `request.body-too-large`
 */
export async function readPhoto (request: FastifyRequest, memoryQuota: MemoryQuota): Promise<UploadedFile> {
  const reservation = memoryQuota.openReservation()
  const { observations, observations: { ignored: inQuery = [] } } = request
  try {
    const form = await readForm(request, { keep: FILE_PART, maxFileSize: limits.photoSize, tooLarge: 'photo.too-large', reservation })
    observations.parts = observeParts(form)
    observations.ignored = [...inQuery, ...unused(form)]
    // Loaded with the first photo: most servers see none.
    const { imageOf } = await import('./image.js')
    return digestedOnFailure(contentsOf(form), request.server.guarded, () => {
      const photo = photoIn(form, request.headers['content-type'])
      checkImage(photo.content, imageOf(photo.content))
      return photo
    })
  } finally {
    // The table of photos reserves what it keeps.
    reservation.release()
  }
}

function photoIn (form: Form, contentType: string | undefined): UploadedFile {
  const files = form.files.filter(({ part }) => part === FILE_PART)
  const [file] = files
  if (file === undefined || files.length > 1) throw new Refusal('photo.no-file', `expected multipart/form-data with one file in a part named "${FILE_PART}", got ${describe(form, files.length, contentType)}`)
  return { name: file.filename || FILE_PART, content: file.content }
}

/** Describes a form that has no photo, or more than one. */
function describe (form: Form, count: number, contentType: string | undefined): string {
  if (count > 1) return `${count} of them`
  const { kind, files, fields } = form
  if (kind === 'none') return 'no body'
  if (kind === 'other') return describeOtherBody(form, contentType)
  const names = [...files.map(({ part }) => `a file in part "${redactName(part)}"`), ...fields.map(([name, value]) => `the field "${redactName(name, value)}"`)]
  return names.length === 0 ? 'a form without parts' : names.join(', ')
}

/** @throws {Refusal} `photo.type-unknown`, `photo.too-many-pixels` */
function checkImage ({ size }: Content, image: Image | undefined): void {
  if (image === undefined) throw new Refusal('photo.type-unknown', `expected the file to begin as a PNG, JPEG, GIF or BMP image does, with its dimensions; got ${size} bytes that do not`)
  const { width, height } = image
  const resolution = width * height
  if (resolution > limits.photoPixels) throw new Refusal('photo.too-many-pixels', `expected a photo of at most ${limits.photoPixels} pixels, got ${width} by ${height}`, { details: { resolution } })
}
