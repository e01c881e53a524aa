import type { Reservation } from '../store/memory-quota.js'
import type { Content, Digest } from '../store/content.js'
import type { RuleName } from '../zoho/rules.js'

/** A file of a form. */
export interface FormFile {
  /** Name of the part. */
  readonly part: string
  /** Without its path; `undefined` if the client sent none, as Zoho's Node SDK does for a Buffer. */
  readonly filename: string | undefined
  /** The part's own Content-Type. */
  readonly type: string | undefined
  /** In bytes. */
  readonly size: number
  /** Has bytes only for the first files in parts that the caller wants; other files are read and dropped. */
  readonly content: Content
}

/** The contents of a request's body. */
export interface Form {
  /** `none`: no body, or an empty one; `other`: a body that is not a form, left unread. */
  readonly kind: 'multipart' | 'urlencoded' | 'none' | 'other'
  readonly files: readonly FormFile[]
  /** Names and values in the order of arrival. */
  readonly fields: ReadonlyArray<readonly [string, string]>
  /** Descriptions of what was ignored: parts that no form parser could use, and headers without effect. */
  readonly ignored: readonly string[]
  /** The first bytes of a body that is not a form. */
  readonly sample?: Buffer
}

/** A file of a request, checked. */
export interface UploadedFile {
  readonly name: string
  readonly content: Content
}

export interface FormOptions {
  /** Name of the part whose file is kept. */
  readonly keep?: string
  /** How many files with that name are kept; one where absent. */
  readonly keepAtMost?: number
  /** In bytes. */
  readonly maxFileSize: number
  /** What a larger file is refused with, if not as an attachment. */
  readonly tooLarge?: RuleName
  /** Counts the bytes kept in memory. */
  readonly reservation: Reservation
}

/** A part of a form as the journal shows it, without the file's bytes. */
export interface ObservedPart {
  readonly name: string
  /** Only for a file. */
  readonly filename?: string | undefined
  /** The part's own Content-Type. */
  readonly type?: string | undefined
  /** In bytes. */
  readonly size: number
  /** Only for a file; the hash of a stored one may be computed later. */
  readonly digest?: Digest
  /** Only for a text field. */
  readonly value?: string
}
