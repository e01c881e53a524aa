import { limits } from '../limits.js'
import { OPENAPI, RELATED, type Rule } from './rule.js'

/** Answers to a deletion, of one and of many. */
export const deleteRules = {
  'delete.deleted': {
    when: 'each attachment is deleted',
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
  'delete.partial': {
    when: 'the record has some of the `ids`: those are deleted, and `data` says which',
    status: 207,
    evidence: 'inferred',
    source: `${RELATED}, there for the ids of other related lists`
  },
  'delete.unknown-of-many': {
    when: 'the record has none of the `ids`; a row of `data` for each, with its id in `details`',
    status: 400,
    code: 'INVALID_DATA',
    message: 'relation not found',
    evidence: 'inferred',
    source: `${RELATED}, there for the ids of other related lists`
  },
  'delete.ids-missing': {
    when: 'a deletion without an id in the path and without `ids`',
    status: 400,
    code: 'MANDATORY_NOT_FOUND',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'ids' },
    evidence: 'inferred',
    source: `${RELATED}, there for other related lists; zoho/crm-oas v8.0/attachments.json (45dff2c) has REQUIRED_PARAM_MISSING`
  },
  'delete.too-many-ids': {
    when: `more than ${limits.idsToDelete} \`ids\``,
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: `Limit Exceeded, You cannot give more than ${limits.idsToDelete} record ids`,
    details: { limit: String(limits.idsToDelete), param_name: 'ids' },
    evidence: 'inferred',
    source: `${RELATED}, there for other related lists; zoho.com/crm/developer/docs/api/v7/delink.html`
  }
} as const satisfies Record<string, Rule>
