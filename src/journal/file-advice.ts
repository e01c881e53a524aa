import { limits } from '../zoho/limits.js'
import type { fileRules } from '../zoho/rules/files.js'
import { denied } from './denied.js'

/** What to change after a refusal of the Files API, by rule; `null` where nothing has to change. */
export const fileLines: Readonly<Record<keyof typeof fileRules, string | null>> = {
  'user.no-privilege-to-upload-files': denied,
  'user.no-privilege-to-read-files': denied,
  'user.no-permission-to-upload-files': denied,
  'user.no-permission-to-read-files': denied,
  'files.stored': null,
  'files.not-a-form': 'Send multipart/form-data with each file in a part named “file”.',
  'files.form-malformed': 'Let the HTTP library write the form and its Content-Type, since only it knows the boundary.',
  'files.file-too-large': 'Send smaller files, and check their sizes in the client before. No file of this request was stored.',
  'files.nothing': 'Name the part of each file “file” and give it a filename.',
  'files.too-many': `Send at most ${limits.files} files with one request.`,
  'files.file-name-too-long': `Shorten the name of the file to ${limits.zfsFileName} characters.`,
  'files.file-empty': 'Send files with content. An empty one is often a stream that an earlier try has read.',
  'files.virus-detected': 'Tell the user which file it was, and do not send it again. Only a fault or the seed gives this answer.',
  'files.sent': null,
  'files.id-missing': 'Put the id of the file into the query, as in files?id={id}.',
  'files.unknown': 'Use an id that POST files gave. Do not save this answer as a file: it has no body.'
}
