import { newestVersion } from '../versions.js'
import { PAGE, RELATED, type Rule } from './rule.js'

const urlUnknown = {
  status: 404,
  code: 'INVALID_URL_PATTERN',
  message: 'Please check if the URL trying to access is a correct one',
  evidence: 'documented',
  source: PAGE
} as const

/** Answers about the request line: URL, version, method. */
export const urlRules = {
  'url.unknown': {
    ...urlUnknown,
    when: 'no operation has this URL'
  },
  'url.outside': {
    when: 'with `--answers observed`, a URL outside `/crm`, `/oauth` and `/_mock`: redirects to `/crm/IAMSecurityError.do?isload=true`; no body',
    status: 302,
    evidence: 'observed',
    source: 'github.com/rikas/zoho_hub spec/cassettes/modules_get.yml (2019), with all headers'
  },
  'url.related-list-unknown': {
    ...urlUnknown,
    when: 'what stands behind the record is not `Attachments`, `Notes` or `photo`',
    observed: {
      status: 400,
      code: 'INVALID_DATA',
      message: 'the related name given seems to be invalid',
      details: { resource_path_index: 2 },
      evidence: 'documented',
      source: RELATED
    }
  },
  'version.unsupported': {
    when: 'the version never existed, or with `--strict-version` it is newer than the newest known',
    status: 400,
    code: 'API_NOT_SUPPORTED',
    message: 'The API version is not supported',
    details: { supported_version: Number(newestVersion.name.slice(1)) },
    evidence: 'inferred',
    source: 'code and details: github.com/zoho/crm-oas v8.0/common.json UnsupportedVersionError; the text is ours'
  },
  'method.unknown': {
    when: 'the URL has no operation with this method',
    status: 400,
    code: 'INVALID_REQUEST_METHOD',
    message: 'The http request method type is not a valid one',
    evidence: 'documented',
    source: 'zoho.com/crm/developer/docs/api/v7/upload-attachment.html; 400, not 405; Zoho Catalyst, behind the same front server, refuses OPTIONS the same way'
  }
} as const satisfies Record<string, Rule>
