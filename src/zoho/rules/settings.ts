import type { Rule } from './rule.js'

const FIELDS = 'github.com/zoho/crm-oas v8.0/fields (381a419, examples ff5c91b)'
const MODULES = 'github.com/zoho/crm-oas v8.0/modules (381a419)'

/** Answers to requests for metadata of modules and fields. */
export const settingsRules = {
  'settings.described': {
    when: 'the metadata of modules or fields is there',
    status: 200,
    evidence: 'documented',
    source: `${MODULES}; ${FIELDS}`
  },
  'settings.module-missing': {
    when: 'a request for fields has no `module`',
    status: 400,
    code: 'REQUIRED_PARAM_MISSING',
    message: 'One of the expected parameter is missing',
    details: { param_name: 'module' },
    evidence: 'inferred',
    source: `the code is one of getFields in @zohocrm/nodejs-sdk-2.0, json_details.json; text and details are those of getScheduledJobs for the same parameter, ${FIELDS}`
  },
  'settings.module-unknown': {
    when: 'no module has this API name or id, or the double has none of this name in this version',
    status: 400,
    code: 'INVALID_MODULE',
    message: 'the module name given seems to be invalid',
    details: {},
    evidence: 'documented',
    source: `${FIELDS}; ${MODULES}, where the details have \`resource_path_index\` 2`
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
