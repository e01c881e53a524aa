import { limits } from '../limits.js'
import { GENERIC_TEXT, noPermission, noPrivilege, type Rule } from './rule.js'

const FILES = 'github.com/zoho/crm-oas v8.0/files/files.yaml (ff5c91b)'
const UPLOAD_PAGE = 'zoho.com/crm/developer/docs/api/v8/upload-files-to-zfs.html'
const GET_PAGE = 'zoho.com/crm/developer/docs/api/v2/get-files.html'

const notUploaded = {
  status: 400,
  code: 'failure_in_attachment_handling',
  message: 'Problem in uploading attachment. kindly upload the file properly',
  evidence: 'documented',
  source: FILES
} as const

/** Answers of the Files API. One bad file is enough to refuse all: github.com/zoho/crm-oas v8.0/files, status 415. */
export const fileRules = {
  'user.no-privilege-to-upload-files': {
    ...noPrivilege,
    operation: 'uploadFiles',
    when: 'the user lacks the privilege to upload files',
    message: 'User does not have sufficient privilege to create.',
    source: UPLOAD_PAGE
  },
  'user.no-privilege-to-read-files': {
    ...noPrivilege,
    operation: 'getFile',
    when: 'the user lacks the privilege to read files',
    message: 'User does not have sufficient privilege to read.',
    source: GET_PAGE
  },
  'user.no-permission-to-upload-files': {
    ...noPermission,
    operation: 'uploadFiles',
    when: 'the user’s profile denies to upload files',
    message: 'Permission denied to create',
    evidence: 'inferred',
    source: `the code: zoho.com/crm/developer/docs/api/v7/upload-files-to-zfs.html; the text after that of ${GET_PAGE}`
  },
  'user.no-permission-to-read-files': {
    ...noPermission,
    operation: 'getFile',
    when: 'the user’s profile denies to read files',
    message: 'Permission denied to read',
    evidence: 'documented',
    source: GET_PAGE
  },
  'files.stored': {
    when: 'the files are stored; `data` has a row for each, with its id',
    status: 200,
    code: 'SUCCESS',
    message: '{name} uploaded Succeessfully',
    evidence: 'documented',
    source: `${UPLOAD_PAGE}, in this spelling; ${FILES} has “successfully”`
  },
  'files.not-a-form': {
    ...notUploaded,
    when: 'the body is neither multipart nor urlencoded',
    evidence: 'inferred',
    source: `${FILES}, MissingFileField; no source for another body`
  },
  'files.form-malformed': {
    ...notUploaded,
    when: `the multipart body is broken or cut short, or has more than ${limits.textFields} text fields`,
    evidence: 'inferred',
    source: `${FILES}, MissingFileField; no source for a broken form`
  },
  'files.file-too-large': {
    when: 'one of the files exceeds 20 MiB, or `--max-file-size`; none is stored',
    status: 415,
    code: 'FILE_SIZE_MORE_THAN_ALLOWED_SIZE',
    message: 'Please check if the size of the file is in the correct range',
    evidence: 'documented',
    source: FILES
  },
  'files.nothing': {
    ...notUploaded,
    when: 'the form has no file in a part named `file`'
  },
  'files.too-many': {
    when: `more than ${limits.files} files`,
    status: 400,
    code: 'INVALID_REQUEST',
    message: GENERIC_TEXT,
    evidence: 'documented',
    source: FILES
  },
  'files.file-name-too-long': {
    ...notUploaded,
    when: `the name of one of the files exceeds ${limits.zfsFileName} characters`,
    evidence: 'inferred',
    source: `the limit: ${FILES}, for the name in the answer; no source for code and text`
  },
  'files.file-empty': {
    ...notUploaded,
    when: 'one of the files has no bytes'
  },
  'files.virus-detected': {
    when: 'only on demand, through a fault or the seed: Zoho has found a virus in a file',
    status: 400,
    code: 'VIRUS_DETECTED',
    message: 'Unable to process your request. Virus has been detected.',
    evidence: 'documented',
    source: UPLOAD_PAGE
  },
  'files.sent': {
    when: 'the file exists; its bytes as `application/x-download`',
    status: 200,
    evidence: 'documented',
    source: `${FILES}, with the file’s own type, which Zoho’s SDKs would parse where it is JSON; the type is that of a downloaded attachment`
  },
  'files.id-missing': {
    when: 'the query has no `id`',
    status: 400,
    code: 'REQUIRED_PARAM_MISSING',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'id' },
    evidence: 'documented',
    source: FILES
  },
  'files.unknown': {
    when: 'no file has this id; no body',
    status: 204,
    evidence: 'documented',
    source: FILES
  }
} as const satisfies Record<string, Rule>

const counterparts: Readonly<Record<string, keyof typeof fileRules>> = {
  'upload.not-a-form': 'files.not-a-form',
  'upload.form-malformed': 'files.form-malformed',
  'upload.file-too-large': 'files.file-too-large'
}

/** The rule that the Files API has in the place of one of uploads of attachments; the same rule if it has no other. */
export function filesRule<Name extends string> (rule: Name): Name | keyof typeof fileRules {
  return counterparts[rule] ?? rule
}
