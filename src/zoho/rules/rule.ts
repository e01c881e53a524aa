import type { ScopedOperation } from '../operations.js'

/** How well an answer is known: Zoho's documentation says so, real traffic showed it, or nothing says so and it is a default. */
export type Evidence = 'documented' | 'observed' | 'inferred'

/** Which answer to give where the documentation and real traffic differ. */
export type Answers = 'documented' | 'observed'

/** One answer of Zoho's: what goes on the wire, and how it is known. */
export interface Answer {
  /** HTTP status. */
  readonly status: number
  /** Zoho's code on the CRM surface, the word in `error` on the accounts surface; absent where the answer is not of that shape. */
  readonly code?: string
  /** Zoho's words; the accounts surface has them only as `error_description`. */
  readonly message?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly evidence: Evidence
  /** Where the evidence is: a page of Zoho's, a public thread, a file of an official repository. */
  readonly source: string
}

/** A row of the catalogue: the documented answer, and what real traffic shows instead where that is known. */
export interface Rule extends Answer {
  /** When Zoho gives this answer, in words for the README. */
  readonly when: string
  /** The operation that the text names; rules of the same code have the texts of the others. */
  readonly operation?: ScopedOperation
  readonly observed?: Partial<Answer>
}

/** Zoho's page "Upload an Attachment", v8. */
export const PAGE = 'zoho.com/crm/developer/docs/api/v8/upload-attachment.html'
/** Zoho's OpenAPI files of 2025-12, `v8.0/attachments`. */
export const OPENAPI = 'github.com/zoho/crm-oas v8.0/attachments/attachments.yaml (ff5c91b)'
/** Zoho's OpenAPI files for related records; their examples of `relatedList` name Attachments. */
export const RELATED = 'github.com/zoho/crm-oas v8.0/related_records (ff5c91b), which names Attachments as a related list'

/** Zoho's words for a request that it can make nothing of; source: zoho/crm-oas v8.0/files/files.yaml TooManyFiles. */
export const GENERIC_TEXT = 'unable to process your request. please verify whether you have entered proper method name, parameter and parameter values.'
