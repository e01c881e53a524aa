import { OPENAPI, PAGE, type Rule } from './rule.js'

const invalidModule = {
  status: 400,
  code: 'INVALID_MODULE',
  message: 'The module name given seems to be invalid, or you have specified an unsupported module.',
  evidence: 'documented',
  source: PAGE
} as const

/** Answers about what an attachment is for, and who attaches: module, record, privilege. */
export const targetRules = {
  'module.unknown': {
    when: 'no module has this API name',
    ...invalidModule,
    observed: {
      message: 'the module name given seems to be invalid',
      details: { resource_path_index: 0 },
      evidence: 'documented',
      source: `${OPENAPI}; same text on the v7 page`
    }
  },
  'module.unsupported': {
    when: 'the module exists, but takes no attachments or not in this version',
    ...invalidModule,
    observed: {
      message: 'The given module is not supported in API',
      details: { resource_path_index: 0 },
      evidence: 'documented',
      source: 'zoho.com/crm/developer/docs/api/v7/upload-attachment.html'
    }
  },
  'record.unknown': {
    when: 'the module has no record with this id',
    status: 400,
    code: 'INVALID_DATA',
    message: 'the related id given seems to be invalid',
    details: { resource_path_index: 1 },
    evidence: 'documented',
    source: `${OPENAPI}; the v7 page; seen in real traffic. The v8 page omits it`
  },
  'user.no-privilege': {
    when: 'the user lacks the privilege to upload attachments',
    status: 400,
    code: 'AUTHORIZATION_FAILED',
    message: 'User does not have sufficient privilege to upload attachments',
    evidence: 'documented',
    source: PAGE
  },
  'user.no-permission': {
    when: 'the user’s profile denies attachments',
    status: 403,
    code: 'NO_PERMISSION',
    message: 'Permission denied to upload attachment',
    evidence: 'documented',
    source: PAGE
  }
} as const satisfies Record<string, Rule>
