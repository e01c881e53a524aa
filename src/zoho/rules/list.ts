import { limits } from '../limits.js'
import { OPENAPI, RELATED, type Rule } from './rule.js'

/** Answers to a list. */
export const listRules = {
  'list.listed': {
    when: 'the record has attachments',
    status: 200,
    evidence: 'documented',
    source: `${OPENAPI}; zoho.com/crm/developer/docs/api/v8/get-attachments.html`
  },
  'list.empty': {
    when: 'the record has none, or the page is past the last; no body',
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
  'list.parameter-invalid': {
    when: `\`page\` or \`per_page\` is no integer from 1, or \`per_page\` exceeds ${limits.perPage}`,
    status: 400,
    code: 'INVALID_DATA',
    message: 'invalid data',
    evidence: 'inferred',
    source: `the limit: ${RELATED}; code and text are of the shape of other errors there`
  },
  'list.page-and-token': {
    when: '`page` and `page_token` together',
    status: 400,
    code: 'AMBIGUITY_DURING_PROCESSING',
    message: 'ambiguity while processing the request',
    evidence: 'inferred',
    source: RELATED
  },
  'list.page-token-needed': {
    when: `a page past the first ${limits.listedByPage} attachments by \`page\`, where the version has page tokens`,
    status: 400,
    code: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
    message: 'discrete pagination limit exceeded',
    evidence: 'inferred',
    source: RELATED
  },
  'list.page-token-invalid': {
    when: 'a `page_token` that no list of this record gave this user',
    status: 400,
    code: 'INVALID_DATA',
    message: 'invalid page_token',
    evidence: 'inferred',
    source: RELATED
  },
  'list.page-token-expired': {
    when: 'a `page_token` is a day old',
    status: 400,
    code: 'EXPIRED_VALUE',
    message: 'page_token expired',
    evidence: 'inferred',
    source: RELATED
  }
} as const satisfies Record<string, Rule>
