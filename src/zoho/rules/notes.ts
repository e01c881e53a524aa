import { noPermission, noPrivilege, type Rule } from './rule.js'

/** Zoho's pages about notes. */
const CREATE_PAGE = 'zoho.com/crm/developer/docs/api/v7/create-notes.html'
const LIST_PAGE = 'zoho.com/crm/developer/docs/api/v7/get-notes.html'

/** Answers to requests that write or list notes, besides those about records of any module. */
export const noteRules = {
  'notes.empty': {
    when: 'a note has neither a content nor a title, where the version does not ask for the content',
    status: 400,
    code: 'EXPECTED_FIELD_MISSING',
    message: 'should contain either content or title',
    isRow: true,
    evidence: 'documented',
    source: 'github.com/zoho/crm-oas v8.0/notes (ff5c91b)'
  },
  'notes.parent-unknown': {
    when: 'the parent of a note is no record of its module, or its module is none that takes notes',
    status: 400,
    code: 'INVALID_DATA',
    message: 'the related id given seems to be invalid',
    isRow: true,
    evidence: 'documented',
    source: `${CREATE_PAGE}; that it is a row, and its details, are inferred`
  },
  'user.no-privilege-to-add-notes': {
    ...noPrivilege,
    operation: 'createNotes',
    when: 'the user lacks the privilege to add notes to a record',
    message: 'User does not have sufficient privilege to add notes',
    source: CREATE_PAGE
  },
  'user.no-privilege-to-read-notes': {
    ...noPrivilege,
    operation: 'getNotes',
    when: 'the user lacks the privilege to list the notes of a record',
    message: 'User does not have sufficient privilege to read notes',
    source: LIST_PAGE
  },
  'user.no-permission-to-add-notes': {
    ...noPermission,
    operation: 'createNotes',
    when: 'the user’s profile denies to add notes to a record',
    message: 'Permission denied to add notes details',
    source: CREATE_PAGE
  },
  'user.no-permission-to-read-notes': {
    ...noPermission,
    operation: 'getNotes',
    when: 'the user’s profile denies to list the notes of a record',
    message: 'Permission denied to read notes details',
    source: LIST_PAGE
  }
} as const satisfies Record<string, Rule>
