import { limits } from '../limits.js'
import { GENERIC_TEXT, OPENAPI, PAGE, type Rule } from './rule.js'

const notTheForm = {
  status: 400,
  code: 'INVALID_REQUEST',
  message: 'You have not added the Multipart Form Data in the request.',
  evidence: 'documented',
  source: PAGE,
  observed: {
    message: GENERIC_TEXT,
    evidence: 'inferred',
    source: 'text of that code in zoho/crm-oas v8.0/files/files.yaml'
  }
} as const

const tooLong = {
  status: 400,
  code: 'INVALID_DATA',
  message: 'invalid data',
  evidence: 'inferred',
  source: `the limit: ${OPENAPI}; the details: zoho/crm-oas v8.0/common.json MaxLengthError (45dff2c), v8.0/record createRecords InvalidDataLength (381a419)`
} as const

/**
 * Answers to an upload. The refusals are in the order of the checks: an unreadable or oversized body is noticed while it is
 * read, before anything else can be checked, and Zoho refuses oversize before the application sees it. No source gives the
 * order of the others.
 */
export const uploadRules = {
  'upload.stored': {
    when: 'the file or link is attached',
    status: 200,
    code: 'SUCCESS',
    message: 'attachment uploaded successfully',
    evidence: 'documented',
    source: `${PAGE}; 200, not 201: ${OPENAPI}`
  },
  'upload.not-a-form': {
    ...notTheForm,
    when: 'the body is neither multipart nor urlencoded, and the query has no `attachmentUrl`'
  },
  'upload.form-malformed': {
    ...notTheForm,
    when: `the multipart body is broken or cut short, or has more than ${limits.textFields} text fields`,
    evidence: 'inferred',
    source: `code and text: ${PAGE}; no source for a broken form`
  },
  'upload.file-too-large': {
    when: 'the file exceeds `--max-file-size`, 100 MiB',
    status: 413,
    code: 'FILE_SIZE_MORE_THAN_ALLOWED_SIZE',
    message: 'Please check if the size of the file is in the correct range',
    evidence: 'documented',
    source: OPENAPI
  },
  'upload.file-and-link': {
    when: 'a file and a link in one request',
    status: 400,
    code: 'INVALID_DATA',
    message: 'Both attachment content and attachment link provided. Only one should be given at a time.',
    evidence: 'documented',
    source: PAGE
  },
  'upload.more-than-one': {
    when: 'more than one file, or more than one link',
    status: 400,
    code: 'INVALID_REQUEST',
    message: 'You have added more than one file or link in the input.',
    evidence: 'documented',
    source: PAGE,
    observed: {
      message: GENERIC_TEXT,
      evidence: 'inferred',
      source: 'text of that code in zoho/crm-oas v8.0/files/files.yaml TooManyFiles'
    }
  },
  'upload.nothing': {
    ...notTheForm,
    when: 'the form has no file in a part named `file` and no `attachmentUrl`'
  },
  'upload.file-name-too-long': {
    ...tooLong,
    when: `the name of the file exceeds ${limits.fileName} characters`,
    details: { maximum_length: limits.fileName, api_name: 'File_Name', json_path: '$.File_Name' }
  },
  'upload.file-empty': {
    when: 'the file has no bytes',
    status: 400,
    code: 'failure_in_attachment_handling',
    message: 'Problem in uploading attachment. kindly upload the file properly',
    evidence: 'inferred',
    source: 'zoho/crm-oas v8.0/files/files.yaml EmptyFileField, for the Files API; no source for attachments'
  },
  'upload.link-too-long': {
    ...tooLong,
    when: `the link exceeds ${limits.link} characters`,
    details: { maximum_length: limits.link, api_name: 'attachmentUrl', json_path: '$.attachmentUrl' }
  },
  'upload.title-too-long': {
    ...tooLong,
    when: `the title exceeds ${limits.title} characters`,
    details: { maximum_length: limits.title, api_name: 'title', json_path: '$.title' }
  },
  'upload.link-malformed': {
    when: 'the link is not an absolute http or https URL',
    status: 400,
    code: 'INVALID_URL_PATTERN',
    message: 'the given attachment URL is incorrect',
    evidence: 'documented',
    source: OPENAPI
  },
  'upload.link-duplicate': {
    when: 'the record already has this link',
    status: 400,
    code: 'INVALID_DATA',
    message: 'Attachment link already exists',
    evidence: 'inferred',
    source: 'the text is observed: clients match it or DUPLICATE_DATA, and github.com/zoho/zohocrm-python-sdk json_details.json has it; no source for code and status'
  },
  'upload.store-full': {
    when: 'all sandboxes together reach `--max-store-size`, 1 GiB',
    status: 400,
    code: 'LIMIT_REACHED',
    message: 'The attachment storage limit of this organization is reached',
    evidence: 'inferred',
    source: 'the code is one of the attachment codes of @zohocrm/nodejs-sdk-8.0; text and status are ours'
  }
} as const satisfies Record<string, Rule>
