import { noPermission, noPrivilege, OPENAPI, PAGE, RECORD_FILES, SEARCH_PAGE, type Rule } from './rule.js'

const invalidModule = {
  status: 400,
  code: 'INVALID_MODULE',
  message: 'The module name given seems to be invalid, or you have specified an unsupported module.',
  evidence: 'documented',
  source: PAGE
} as const

/** Zoho's v7 pages for the other operations. Of the v8 page for a list only the beginning is known. */
const LIST_PAGE = 'zoho.com/crm/developer/docs/api/v7/get-attachments.html'
const DOWNLOAD_PAGE = 'zoho.com/crm/developer/docs/api/v7/download-attachments.html'
const DELETE_PAGE = 'zoho.com/crm/developer/docs/api/v7/delete-attachments.html'

const UPSERT_PAGE = 'zoho.com/crm/developer/docs/api/v7/upsert-records.html'

/** Answers about the module, the record and the user's rights. */
export const targetRules = {
  'module.unknown': {
    when: 'no module has this API name',
    ...invalidModule,
    observed: {
      message: 'the module name given seems to be invalid',
      details: { resource_path_index: 0 },
      evidence: 'observed',
      source: `github.com/rudderlabs/rudder-transformer test/integrations/destinations/zoho/network.ts; also ${OPENAPI} and the v7 page`
    }
  },
  'module.unsupported': {
    when: 'the module exists, but takes no attachments (or notes, or photos), or none in this version',
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
    ...noPrivilege,
    operation: 'upload',
    when: 'the user lacks the privilege to upload attachments',
    message: 'User does not have sufficient privilege to upload attachments',
    source: PAGE
  },
  'user.no-privilege-to-list': {
    ...noPrivilege,
    operation: 'list',
    when: 'the user lacks the privilege to list attachments',
    message: 'User does not have sufficient privilege to read attachments',
    source: LIST_PAGE
  },
  'user.no-privilege-to-download': {
    ...noPrivilege,
    operation: 'download',
    when: 'the user lacks the privilege to download attachments',
    message: 'User does not have sufficient privilege to download attachments',
    source: DOWNLOAD_PAGE
  },
  'user.no-privilege-to-delete': {
    ...noPrivilege,
    operation: 'delete',
    when: 'the user lacks the privilege to delete attachments',
    message: 'User does not have sufficient privilege to delete attachments',
    source: DELETE_PAGE
  },
  'user.no-permission': {
    ...noPermission,
    operation: 'upload',
    when: 'the user’s profile denies uploads',
    message: 'Permission denied to upload attachment',
    source: PAGE
  },
  'user.no-permission-to-list': {
    ...noPermission,
    operation: 'list',
    when: 'the user’s profile denies lists',
    message: 'Permission denied to read attachment details',
    source: LIST_PAGE
  },
  'user.no-permission-to-download': {
    ...noPermission,
    operation: 'download',
    when: 'the user’s profile denies downloads',
    message: 'Permission denied to download attachment',
    source: DOWNLOAD_PAGE
  },
  'user.no-permission-to-delete': {
    ...noPermission,
    operation: 'delete',
    when: 'the user’s profile denies deletions',
    message: 'Permission denied to delete attachment',
    source: DELETE_PAGE
  },
  'user.no-privilege-to-write-records': {
    ...noPrivilege,
    operation: ['createRecords', 'updateRecords'],
    when: 'the user lacks the privilege to create or update records',
    message: 'User does not have sufficient privilege to perform this action',
    details: { resource_path_index: 0 },
    isRow: true,
    source: RECORD_FILES
  },
  'user.no-privilege-to-upsert-records': {
    ...noPrivilege,
    operation: 'upsertRecords',
    when: 'the user lacks the privilege to upsert records',
    message: 'User does not have sufficient privilege to upsert records.',
    source: UPSERT_PAGE
  },
  'user.no-privilege-to-read-records': {
    ...noPrivilege,
    operation: ['getRecords', 'getRecord', 'searchRecords', 'getModules', 'getModuleByApiName', 'getFields'],
    when: 'the user lacks the privilege to read records or metadata',
    message: 'User does not have sufficient privilege to read module details.',
    source: `${SEARCH_PAGE}; zoho.com/crm/developer/docs/api/v7/modules-api.html; for records that are not searched, and for fields, it is inferred`
  },
  'user.no-privilege-to-delete-records': {
    ...noPrivilege,
    operation: 'deleteRecords',
    when: 'the user lacks the privilege to delete records',
    message: 'User does not have sufficient privilege to delete records',
    source: RECORD_FILES
  },
  'user.no-permission-for-records': {
    ...noPermission,
    operation: ['createRecords', 'getRecords', 'getRecord', 'updateRecords'],
    when: 'the user’s profile denies to create, read or update records',
    message: 'Permission denied',
    source: `${RECORD_FILES}, whose details name a permission of the module`
  },
  'user.no-permission-to-upsert-records': {
    ...noPermission,
    operation: 'upsertRecords',
    when: 'the user’s profile denies to upsert records',
    message: 'Permission denied to upsert',
    source: UPSERT_PAGE
  },
  'user.no-permission-to-search-records': {
    ...noPermission,
    operation: ['searchRecords', 'getModules', 'getModuleByApiName', 'getFields'],
    when: 'the user’s profile denies searches, or to read metadata',
    message: 'Permission denied to read',
    source: `${SEARCH_PAGE}; zoho.com/crm/developer/docs/api/v7/modules-api.html; for fields it is inferred`
  },
  'user.no-permission-to-delete-records': {
    ...noPermission,
    operation: 'deleteRecords',
    when: 'the user’s profile denies to delete records',
    message: 'Permission denied to delete',
    source: `${RECORD_FILES}, whose details name a permission of the module`
  }
} as const satisfies Record<string, Rule>
