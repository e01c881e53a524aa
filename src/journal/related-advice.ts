import { limits } from '../zoho/limits.js'
import type { noteRules } from '../zoho/rules/notes.js'
import type { photoRules } from '../zoho/rules/photo.js'
import { denied } from './denied.js'

/** What to change after a refusal of a request about notes or photos, by rule; `null` where nothing has to change. */
export const relatedLines: Readonly<Record<keyof typeof noteRules | keyof typeof photoRules, string | null>> = {
  'notes.empty': 'Give the note a Note_Content or a Note_Title.',
  'notes.parent-unknown': 'Give Parent_Id the id of a record that exists, and the API name of its module as the explanation says.',
  'user.no-privilege-to-add-notes': denied,
  'user.no-privilege-to-read-notes': denied,
  'user.no-permission-to-add-notes': denied,
  'user.no-permission-to-read-notes': denied,
  'photo.uploaded': null,
  'photo.no-file': 'Send multipart/form-data with one file, in a part named “file”.',
  'photo.too-large': `Send a photo of at most ${limits.photoSize} bytes.`,
  'photo.type-unknown': 'Send the bytes of a PNG, JPEG, GIF or BMP image.',
  'photo.too-many-pixels': `Send a photo of at most ${limits.photoPixels} pixels.`,
  'photo.sent': null,
  'photo.none': null,
  'photo.deleted': null,
  'photo.record-unknown': 'Use the id of a record that exists.',
  'photo.none-to-delete': 'Take this answer for a success if the client tries deletions again.',
  'user.no-privilege-to-upload-photo': denied,
  'user.no-privilege-to-download-photo': denied,
  'user.no-privilege-to-delete-photo': denied,
  'user.no-permission-to-upload-photo': denied,
  'user.no-permission-to-download-photo': denied,
  'user.no-permission-to-delete-photo': denied
}
