import { limits, sortKeys, sortOrders } from '../limits.js'
import { OPENAPI, RELATED, type Rule } from './rule.js'

/** Lists of records. The documentation says that attachments are paged like them, but does not list the errors. */
const RECORDS = 'github.com/zoho/crm-oas v8.0/record, getRecords (a6687fc, examples ff5c91b), stated for records'

const invalidParameter = {
  status: 400,
  code: 'INVALID_DATA',
  message: 'invalid data',
  evidence: 'inferred',
  source: `${RECORDS}, with other parameters`
} as const

/** Answers to a list. */
export const listRules = {
  'list.listed': {
    when: 'the record has attachments',
    status: 200,
    evidence: 'documented',
    source: `${OPENAPI}; zoho.com/crm/developer/docs/api/v8/get-attachments.html`
  },
  'list.empty': {
    when: 'the record has no attachments, or the page is past the last one; no body',
    status: 204,
    evidence: 'documented',
    source: 'github.com/zoho/crm-oas v8.0/attachments.json (45dff2c); seen with a JSON Content-Type in github.com/solspace/craft-freeform/issues/144'
  },
  'list.fields-missing': {
    when: 'no `fields`, which is mandatory from v3 on',
    status: 400,
    code: 'REQUIRED_PARAM_MISSING',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'fields' },
    evidence: 'documented',
    source: `zoho.com/crm/developer/docs/api/v7/get-attachments.html; ${OPENAPI}`
  },
  'list.too-many-fields': {
    when: `more than ${limits.fields} \`fields\`, where they are mandatory`,
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: 'limit exceeded',
    details: { limit: limits.fields, param_name: 'fields' },
    evidence: 'documented',
    source: RECORDS
  },
  'list.sort-by-invalid': {
    ...invalidParameter,
    when: `\`sort_by\` is not one of ${sortKeys.join(', ')}`,
    details: { param_name: 'sort_by', supported_values: sortKeys }
  },
  'list.sort-order-invalid': {
    ...invalidParameter,
    when: `\`sort_order\` is not one of ${sortOrders.join(', ')}`,
    details: { param_name: 'sort_order', supported_values: sortOrders }
  },
  'list.page-invalid': {
    ...invalidParameter,
    when: '`page` is not an integer of at least 1',
    details: { param_name: 'page' }
  },
  'list.per-page-invalid': {
    ...invalidParameter,
    when: `\`per_page\` is not an integer from 1 to ${limits.perPage}`,
    details: { param_name: 'per_page' }
  },
  'list.page-token-needed': {
    when: `\`page\` reaches past the first ${limits.listedByPage} attachments, where the version has page tokens`,
    status: 400,
    code: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
    message: `You can only get the first ${limits.listedByPage} records without using page_token param`,
    details: { limit: limits.listedByPage },
    evidence: 'observed',
    source: `github.com/airbytehq/airbyte/issues/30977, about lists of records; ${RECORDS}`
  },
  'list.page-and-token': {
    when: '`page` and `page_token` together',
    status: 400,
    code: 'AMBIGUITY_DURING_PROCESSING',
    message: 'Ambiguity while processing',
    details: { ambiguity_due_to: [{ param_name: 'page' }, { param_name: 'page_token' }] },
    evidence: 'inferred',
    source: `code and details are documented: ${RECORDS}; the text is that of zoho/crm-oas v8.0, fiscal year examples (ff5c91b)`
  },
  'list.page-token-invalid': {
    when: 'no list returned this `page_token`, or it was for another record, user, `fields`, `per_page`, `ids`, `sort_by` or `sort_order`',
    status: 400,
    code: 'TOKEN_BOUND_DATA_MISMATCH',
    message: 'The page_token given seems to be invalid or input param is added or altered or deleted',
    details: { param_name: 'page_token' },
    evidence: 'documented',
    source: RECORDS
  },
  'list.page-token-expired': {
    when: 'the `page_token` is a day old',
    status: 400,
    code: 'EXPIRED_VALUE',
    message: 'Page token expired',
    details: { api_name: 'page_token', json_path: '$.query.page_token' },
    evidence: 'documented',
    source: RECORDS
  },
  'list.page-token-exhausted': {
    when: `the \`page_token\` is for a page that reaches past the first ${limits.listedByToken} attachments`,
    status: 400,
    code: 'PAGINATION_LIMIT_EXCEEDED',
    message: `You can only get upto ${limits.listedByToken} records using page_token param`,
    details: { param_name: 'page_token' },
    evidence: 'documented',
    source: RECORDS
  },
  'list.not-modified': {
    when: 'no attachment was modified after `If-Modified-Since`; no body',
    status: 304,
    evidence: 'documented',
    source: `the header: ${RELATED}; the status: “Not Modified” is one of the attachment codes of @zohocrm/nodejs-sdk-8.0, and clients handle it`
  }
} as const satisfies Record<string, Rule>
