import type { Reservation } from '../store/memory-quota.js'
import type { Content, Digest } from '../store/content.js'

/** A file of a form. */
export interface FormFile {
  /** The part's name. */
  readonly part: string
  /** Without its path; `undefined` where the client sent none, as Zoho's Node SDK does for a Buffer. */
  readonly filename: string | undefined
  /** The part's own Content-Type. */
  readonly type: string | undefined
  /** In bytes. */
  readonly size: number
  /** Without bytes but for the first file that the caller asked for; those of others are read and dropped. */
  readonly content: Content
}

/** What a request's body holds. */
export interface Form {
  /** `none`: no body, or one of no bytes; `other`: a body that is no form, left unread. */
  readonly kind: 'multipart' | 'urlencoded' | 'none' | 'other'
  readonly files: readonly FormFile[]
  /** Name and value, in the order of arrival. */
  readonly fields: ReadonlyArray<readonly [string, string]>
  /** What of it nobody reads but these, in words: parts that no reader of forms could use, and headers that mean nothing. */
  readonly ignored: readonly string[]
  /** The first bytes of a body that is no form. */
  readonly sample?: Buffer
}

/** How a form is read. */
export interface FormOptions {
  /** The name of the part whose file is kept. */
  readonly keep?: string
  /** In bytes. */
  readonly maxFileSize: number
  /** Counts the bytes in memory. */
  readonly reservation: Reservation
}

/** The parameters of a request's query, in order; `+` is a space, and a trailing `&` is nothing, as Zoho's Node SDKs send it. */
export function queryOf (url: string): Array<[string, string]> {
  const start = url.indexOf('?')
  return start === -1 ? [] : [...new URLSearchParams(url.slice(start + 1))]
}

/** A part of a form: what it was, never its bytes. */
export interface ObservedPart {
  readonly name: string
  /** Of a file. */
  readonly filename?: string | undefined
  /** The part's own Content-Type. */
  readonly type?: string | undefined
  /** In bytes. */
  readonly size: number
  /** Of a file: its hash, which of one that is stored may be known later. */
  readonly digest?: Digest
  /** Of a text field. */
  readonly value?: string
}
