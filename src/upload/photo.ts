import type { FastifyRequest } from 'fastify'
import { redactHeader, redactName } from '../secrets/redact.js'
import { keepDigests, type Content } from '../store/content.js'
import type { MemoryQuota } from '../store/memory-quota.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'
import { diagnoseBody } from './diagnose.js'
import type { Form } from './form.js'
import { imageOf } from './image.js'
import { readForm } from './read-form.js'
import { observeParts } from './upload.js'

/** Name of the part with the photo. Source: zoho.com/crm/developer/docs/api/v8/upload-image.html. */
const PART = 'file'

/** A photo that a client sent. */
export interface SentPhoto {
  readonly name: string
  readonly content: Content
}

/**
 * Reads and checks a photo. Records the parts and what was ignored in `request.observations`, beside what was in the query.
 * @throws {Refusal} one of the rules named `photo.…`, `upload.form-malformed`, or `request.body-too-large`
 */
export async function readPhoto (request: FastifyRequest, memoryQuota: MemoryQuota): Promise<SentPhoto> {
  const reservation = memoryQuota.openReservation()
  const { observations, observations: { ignored: inQuery = [] } } = request
  try {
    const form = await readForm(request, { keep: PART, maxFileSize: limits.photoSize, tooLarge: 'photo.too-large', reservation })
    observations.parts = observeParts(form)
    const others = [...form.files.filter(({ part }) => part !== PART).map(({ part }) => redactName(part)), ...form.fields.map(([name, value]) => redactName(name, value))]
    observations.ignored = [...inQuery, ...others, ...form.ignored]
    try {
      const photo = photoIn(form, request.headers['content-type'])
      checkImage(photo.content)
      return photo
    } catch (error) {
      // For the journal: the bytes of a refused form are dropped.
      keepDigests(form.files.map(({ content }) => content), request.server.guarded)
      throw error
    }
  } finally {
    // The table of photos reserves what it keeps.
    reservation.release()
  }
}

function photoIn (form: Form, contentType: string | undefined): SentPhoto {
  const files = form.files.filter(({ part }) => part === PART)
  const [file] = files
  if (file === undefined || files.length > 1) throw new Refusal('photo.no-file', `expected multipart/form-data with one file in a part named "${PART}", got ${describe(form, files.length, contentType)}`)
  const { filename = '', content } = file
  return { name: filename === '' ? PART : filename, content }
}

/** Describes a form that has no photo, or more than one. */
function describe ({ kind, files, fields, sample }: Form, count: number, contentType: string | undefined): string {
  if (count > 1) return `${count} of them`
  if (kind === 'none') return 'no body'
  if (kind === 'other') {
    const mistake = sample && diagnoseBody(sample, contentType)
    return `a body of ${contentType === undefined ? 'no Content-Type' : redactHeader('content-type', contentType)}${mistake === undefined ? '' : `; ${mistake}`}`
  }
  const names = [...files.map(({ part }) => `a file in part "${redactName(part)}"`), ...fields.map(([name, value]) => `the field "${redactName(name, value)}"`)]
  return names.length === 0 ? 'a form without parts' : names.join(', ')
}

/** @throws {Refusal} `photo.type-unknown`, `photo.too-many-pixels` */
function checkImage (content: Content): void {
  const image = imageOf(content)
  if (image === undefined) throw new Refusal('photo.type-unknown', `expected the file to begin as a PNG, JPEG, GIF or BMP image does, with its dimensions; got ${content.size} bytes that do not`)
  const { width, height } = image
  const resolution = width * height
  if (resolution > limits.photoPixels) throw new Refusal('photo.too-many-pixels', `expected a photo of at most ${limits.photoPixels} pixels, got ${width} by ${height}`, { details: { resolution } })
}
