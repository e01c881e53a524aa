import { limits } from '../limits.js'
import { noPermission, noPrivilege, type Rule } from './rule.js'

/** Zoho's pages about photos, and its OpenAPI file. Their texts differ in places; then the page's is given. */
const UPLOAD_PAGE = 'zoho.com/crm/developer/docs/api/v7/upload-image.html'
const DOWNLOAD_PAGE = 'zoho.com/crm/developer/docs/api/v7/download-image.html'
const DELETE_PAGE = 'zoho.com/crm/developer/docs/api/v7/delete-image.html'
const PHOTO_FILE = 'github.com/zoho/crm-oas v8.0/record_photo (ff5c91b)'

/** Answers to requests about the photo of a record. */
export const photoRules = {
  'photo.uploaded': {
    when: 'the photo is uploaded, in the place of the one before',
    status: 200,
    code: 'SUCCESS',
    message: 'photo uploaded successfully',
    evidence: 'documented',
    source: `${UPLOAD_PAGE}; ${PHOTO_FILE}`
  },
  'photo.no-file': {
    when: 'the body is no form with exactly one file in a part named `file`',
    status: 400,
    code: 'INVALID_REQUEST',
    message: 'You have not added the Multipart Form Data in the request.',
    evidence: 'inferred',
    source: 'zoho.com/crm/developer/docs/api/v8/upload-attachment.html, for attachments; no source for photos'
  },
  'photo.too-large': {
    when: `the photo exceeds ${limits.photoSize} bytes`,
    status: 413,
    code: 'FILE_SIZE_EXCEEDS',
    message: 'File exceeded its maximum limit',
    details: { size: limits.photoSize },
    evidence: 'documented',
    source: `${PHOTO_FILE}; ${UPLOAD_PAGE} has 415 FILE_SIZE_MORE_THAN_ALLOWED_SIZE`
  },
  'photo.type-unknown': {
    when: 'the file is no PNG, JPEG, GIF or BMP image',
    status: 415,
    code: 'INVALID_DATA',
    message: 'invalid file type',
    evidence: 'documented',
    source: PHOTO_FILE
  },
  'photo.too-many-pixels': {
    when: `the photo has more than ${limits.photoPixels} pixels, as its \`details\` say`,
    status: 415,
    code: 'FILE_RESOLUTION_EXCEEDS',
    message: 'File exceeded its maximum limit',
    evidence: 'documented',
    source: `${PHOTO_FILE}; ${UPLOAD_PAGE} has FILE_SIZE_MORE_THAN_ALLOWED_SIZE`
  },
  'photo.sent': {
    when: 'the record has a photo; its bytes, as they were uploaded',
    status: 200,
    evidence: 'documented',
    source: `${DOWNLOAD_PAGE}; ${PHOTO_FILE}, with the type image/png; types of other images are inferred`
  },
  'photo.none': {
    when: 'the record has no photo; no body',
    status: 204,
    evidence: 'documented',
    source: PHOTO_FILE
  },
  'photo.deleted': {
    when: 'the photo is deleted',
    status: 200,
    code: 'SUCCESS',
    message: 'Photo deleted',
    evidence: 'documented',
    source: `${DELETE_PAGE}; ${PHOTO_FILE}`
  },
  'photo.record-unknown': {
    when: 'the module has no record with the id of the deletion of a photo',
    status: 400,
    code: 'INVALID_DATA',
    message: 'the id given seems to be invalid',
    details: { resource_path_index: 1 },
    evidence: 'documented',
    source: `${DELETE_PAGE}; that the details have an index, as those of an upload, is inferred`
  },
  'photo.none-to-delete': {
    when: 'the record has no photo that could be deleted',
    status: 400,
    code: 'INVALID_DATA',
    message: 'No such photo exists',
    evidence: 'observed',
    source: 'one set of third-party integration notes on v8'
  },
  'user.no-privilege-to-upload-photo': {
    ...noPrivilege,
    operation: 'uploadRecordPhoto',
    when: 'the user lacks the privilege to upload photos',
    message: 'User does not have sufficient privilege to upload photo',
    source: UPLOAD_PAGE
  },
  'user.no-privilege-to-download-photo': {
    ...noPrivilege,
    operation: 'getRecordPhoto',
    when: 'the user lacks the privilege to download photos',
    message: 'User does not have sufficient privilege to download images',
    source: DOWNLOAD_PAGE
  },
  'user.no-privilege-to-delete-photo': {
    ...noPrivilege,
    operation: 'deleteRecordPhoto',
    when: 'the user lacks the privilege to delete photos',
    message: 'User does not have sufficient privilege to delete images',
    source: DELETE_PAGE
  },
  'user.no-permission-to-upload-photo': {
    ...noPermission,
    operation: 'uploadRecordPhoto',
    when: 'the user’s profile denies to upload photos',
    message: 'Permission denied to upload photo',
    source: UPLOAD_PAGE
  },
  'user.no-permission-to-download-photo': {
    ...noPermission,
    operation: 'getRecordPhoto',
    when: 'the user’s profile denies to download photos',
    message: 'Permission denied to download images',
    source: DOWNLOAD_PAGE
  },
  'user.no-permission-to-delete-photo': {
    ...noPermission,
    operation: 'deleteRecordPhoto',
    when: 'the user’s profile denies to delete photos',
    message: 'Permission denied to delete images',
    source: DELETE_PAGE
  }
} as const satisfies Record<string, Rule>
