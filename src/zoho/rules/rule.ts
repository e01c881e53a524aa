import type { ScopedOperation } from '../operations.js'

/** How well an answer is known: from Zoho's documentation, from real traffic, or from neither, which makes it our default. */
export type Evidence = 'documented' | 'observed' | 'inferred'

/** Which answer to give when the documentation and real traffic differ. */
export type Answers = 'documented' | 'observed'

/** One of Zoho's answers: what is sent, and how it is known. */
export interface Answer {
  /** HTTP status. */
  readonly status: number
  /** `code` in the CRM's body, `error` in the accounts server's; absent if the answer has no such body. */
  readonly code?: string
  /** `message` in the CRM's body, `error_description` in the accounts server's. */
  readonly message?: string
  readonly details?: Readonly<Record<string, unknown>>
  /** Whether the body has the refusal as a row of `data`, as that of one record among several. */
  readonly isRow?: boolean
  readonly evidence: Evidence
  /** Where the evidence is: a page of Zoho's, a public thread, a file in an official repository. */
  readonly source: string
}

/** A row of the catalogue: the documented answer, and how real traffic differs from it, if that is known. */
export interface Rule extends Answer {
  /** When Zoho gives this answer, as text for the README. */
  readonly when: string
  /** The operation that `message` names, or several with one message; other rules with the same code have the messages of the other operations. */
  readonly operation?: ScopedOperation | readonly ScopedOperation[]
  /** What differs from the documented answer in real traffic. */
  readonly observed?: Partial<Answer>
}

/** Zoho's page "Upload an Attachment", v8. */
export const PAGE = 'zoho.com/crm/developer/docs/api/v8/upload-attachment.html'
/** Zoho's OpenAPI file of 2025-12 for attachments. */
export const OPENAPI = 'github.com/zoho/crm-oas v8.0/attachments/attachments.yaml (ff5c91b)'
/** Zoho's OpenAPI files for related records, whose examples of `relatedList` include Attachments. */
export const RELATED = 'github.com/zoho/crm-oas v8.0/related_records (ff5c91b), which names Attachments as a related list'

/** Zoho's OpenAPI files for records. */
export const RECORD_FILES = 'github.com/zoho/crm-oas v8.0/record (ff5c91b)'
/** Zoho's page about searches. */
export const SEARCH_PAGE = 'zoho.com/crm/developer/docs/api/v7/search-records.html'

/** Zoho's message for a request that it cannot interpret. Source: zoho/crm-oas v8.0/files/files.yaml TooManyFiles. */
export const GENERIC_TEXT = 'unable to process your request. please verify whether you have entered proper method name, parameter and parameter values.'

/** What the answers to users without a privilege have in common. */
export const noPrivilege = { status: 400, code: 'AUTHORIZATION_FAILED', evidence: 'documented' } as const

/** What the answers to users whose profile denies something have in common. */
export const noPermission = { status: 403, code: 'NO_PERMISSION', evidence: 'documented' } as const
