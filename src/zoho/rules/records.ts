import { limits } from '../limits.js'
import { OPENAPI, RELATED, type Rule } from './rule.js'

/** Answers to a download. */
export const downloadRules = {
  'download.sent': {
    when: 'the record has the file; its bytes as `application/x-download`',
    status: 200,
    evidence: 'documented',
    source: `zoho.com/crm/developer/docs/api/v7/download-attachments.html; ${OPENAPI}; the type: github.com/zoho/zohocrm-python-sdk (5d22ae5)`
  },
  'download.unknown': {
    when: 'the record has no attachment with this id; no body',
    status: 204,
    evidence: 'documented',
    source: `${OPENAPI}, “Invalid attachment ID”`
  },
  'download.link': {
    when: 'the attachment is a link',
    status: 400,
    code: 'DOWNLOAD_NOT_ALLOWED',
    message: 'As it is a linked attachment, you can not download it',
    evidence: 'documented',
    source: OPENAPI
  }
} as const satisfies Record<string, Rule>

/** Answers to the deletion of one attachment or several. */
export const deleteRules = {
  'delete.deleted': {
    when: 'every attachment named was deleted',
    status: 200,
    code: 'SUCCESS',
    message: 'record deleted',
    evidence: 'documented',
    source: `zoho.com/crm/developer/docs/api/v7/delete-attachments.html; ${OPENAPI}`
  },
  'delete.unknown': {
    when: 'the record has no attachment with this id',
    status: 400,
    code: 'INVALID_DATA',
    message: 'record not deleted',
    details: { resource_path_index: 3 },
    evidence: 'documented',
    source: OPENAPI
  },
  'delete.deleted-before': {
    when: 'the record had an attachment with this id, and it was deleted',
    status: 400,
    code: 'INVALID_DATA',
    message: 'record not deleted',
    details: { resource_path_index: 3 },
    evidence: 'documented',
    source: `${OPENAPI}, “Attachment already deleted”`,
    observed: {
      status: 500,
      code: 'INTERNAL_ERROR',
      message: 'File not deleted',
      details: {},
      evidence: 'observed',
      source: 'one set of third-party integration notes on v8'
    }
  },
  'delete.partial': {
    when: 'the record has only some of the `ids`: those are deleted, and `data` says which',
    status: 207,
    evidence: 'documented',
    source: `${RELATED}: delinkRelatedRecords, whose success says “relation removed” there and “record deleted” in its 200`
  },
  'delete.unknown-of-many': {
    when: 'the record has none of the `ids`; `data` has a row for each, with the id in `details`',
    status: 400,
    code: 'INVALID_DATA',
    message: 'relation not found',
    evidence: 'documented',
    source: `${RELATED}: delinkRelatedRecords`
  },
  'delete.ids-missing': {
    when: 'a deletion without an id in the path and without `ids`',
    status: 400,
    code: 'MANDATORY_NOT_FOUND',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'ids' },
    evidence: 'documented',
    source: `${RELATED}: delinkRelatedRecords; zoho/crm-oas v8.0/attachments.json (45dff2c) has REQUIRED_PARAM_MISSING`
  },
  'delete.too-many-ids': {
    when: `more than ${limits.idsToDelete} \`ids\``,
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: `Limit Exceeded, You cannot give more than ${limits.idsToDelete} record ids`,
    details: { limit: String(limits.idsToDelete), param_name: 'ids' },
    evidence: 'documented',
    source: `${RELATED}: delinkRelatedRecords; zoho.com/crm/developer/docs/api/v7/delink.html`
  }
} as const satisfies Record<string, Rule>
