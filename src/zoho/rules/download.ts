import { OPENAPI, type Rule } from './rule.js'

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
