import { relatedListStatuses } from '../limits.js'
import type { Rule } from './rule.js'

const FIELDS = 'github.com/zoho/crm-oas v8.0/fields (381a419, examples ff5c91b)'
const MODULES = 'github.com/zoho/crm-oas v8.0/modules (381a419)'
const RELATED_LISTS = 'github.com/zoho/crm-oas v8.0/related_lists (ff5c91b)'

/** Answers to requests for metadata of modules, fields and related lists. */
export const settingsRules = {
  'settings.described': {
    when: 'the metadata of modules, fields or related lists is there',
    status: 200,
    evidence: 'documented',
    source: `${MODULES}; ${FIELDS}; ${RELATED_LISTS}`
  },
  'settings.module-missing': {
    when: 'a request for fields or related lists has no `module`',
    status: 400,
    code: 'REQUIRED_PARAM_MISSING',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'module' },
    evidence: 'inferred',
    source: `for related lists as it is here: ${RELATED_LISTS}; for fields only the code, which is one of getFields in @zohocrm/nodejs-sdk-2.0, json_details.json`
  },
  'settings.module-unknown': {
    when: 'no module has this API name or id, or the double has none of this name in this version',
    status: 400,
    code: 'INVALID_MODULE',
    message: 'the module name given seems to be invalid',
    details: {},
    evidence: 'documented',
    source: `${FIELDS}; ${MODULES}, where the details have \`resource_path_index\` 2; ${RELATED_LISTS}, where they have \`param_name\` module`
  },
  'settings.module-unsupported': {
    when: 'a request is for the related lists of notes',
    status: 400,
    code: 'NOT_SUPPORTED',
    message: 'the given module is not supported for this api',
    details: { param_name: 'module' },
    evidence: 'documented',
    source: `${RELATED_LISTS}; that notes are no supported module: zoho.com/crm/developer/docs/api/v2.1/related-list-meta.html`
  },
  'settings.status-invalid': {
    when: 'from v7 on a request for related lists has a `status` that is none',
    status: 400,
    code: 'INVALID_DATA',
    message: 'The status given is invalid.',
    details: { param_name: 'status', supported_values: relatedListStatuses },
    evidence: 'documented',
    source: RELATED_LISTS
  },
  'settings.no-related-lists': {
    when: 'from v7 on a request is for related lists that are hidden or about to be deleted, which the double has not; no body',
    status: 204,
    evidence: 'documented',
    source: RELATED_LISTS
  },
  'settings.none': {
    when: 'a request for fields has `type=unused`, since all fields of the double are used; no body',
    status: 204,
    evidence: 'inferred',
    source: `${FIELDS}, which has the status, but does not say for what`
  },
  'settings.not-modified': {
    when: 'a request for modules has `If-Modified-Since`, since modules of the double are never modified; no body',
    status: 304,
    evidence: 'documented',
    source: 'the header and the status: @zohocrm/nodejs-sdk-8.0, modules_operations.js and utility.js, which keeps its modules then'
  }
} as const satisfies Record<string, Rule>
