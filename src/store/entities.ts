import { limits } from '../zoho/limits.js'
import type { RuleName } from '../zoho/rules.js'
import type { Zone } from '../zoho/time.js'
import type { Content } from './content.js'

/** An operation that the seed denies to a user. */
export interface Denial {
  /** API name; all modules if absent. */
  readonly module?: string
  readonly operation: string
  readonly rule: RuleName
}

/** The author of an attachment, who may have been deleted as a user since. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface User extends Person {
  readonly denied: readonly Denial[]
}

/** Why a token or a grant code became invalid before it expired. */
export type EndReason =
  | { readonly kind: 'revoked' }
  /** Newer tokens of the same kind took its place. */
  | { readonly kind: 'access-token-dropped' | 'refresh-token-dropped' }
  | { readonly kind: 'user-deleted', /** The id. */ readonly user: string }
  | { readonly kind: 'refresh-token-ended', readonly reason: EndReason }
  /** The reason as a seed has it. */
  | { readonly kind: 'seeded', readonly text: string }

/** @returns the end of a sentence that starts with the token or code, such as “was revoked” */
export function describeEnd (reason: EndReason): string {
  switch (reason.kind) {
    case 'revoked': return 'was revoked'
    case 'access-token-dropped': return `was dropped: its refresh token has ${limits.accessTokens} newer access tokens that live, and Zoho keeps no more`
    case 'refresh-token-dropped': return `was dropped: its user has ${limits.refreshTokens} newer refresh tokens of the same client, and Zoho keeps no more`
    case 'user-deleted': return `went with its user ${reason.user}, who was deleted`
    case 'refresh-token-ended': return `went with its refresh token, which ${describeEnd(reason.reason)}`
    case 'seeded': return reason.text
  }
}

export interface Token {
  /** What the client sends. */
  readonly value: string
  /** The id of its user, who is looked up for each request. */
  readonly user: string
  readonly scopes: readonly string[]
  /** Milliseconds since 1970; absent if it never expires. */
  readonly expiresAt?: number
  /** Why it became invalid before it expired; absent while it is valid. */
  readonly ended?: EndReason
  /** Whether the token endpoint issued it; if not, it is from the seed or was added by a test. */
  readonly issued?: boolean
  /** The rule that every request with this token is refused with. */
  readonly rule?: RuleName
}

export interface Client {
  readonly id: string
  readonly secret: string
}

export interface Org {
  /** 19 digits. */
  readonly id: string
  readonly zgid: string
  readonly name: string
  readonly zone: Zone
  /** Its edition, such as `enterprise`; `free` is not paid. */
  readonly paidType: string
}

interface AttachmentBase {
  readonly id: string
  /** API name. */
  readonly module: string
  readonly record: string
  /** Zoho's File_Name: the name of a file or the title of a link. */
  readonly name: string
  /** The author, as of the time of the upload. */
  readonly user: Person
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface FileAttachment extends AttachmentBase {
  readonly kind: 'file'
  readonly content: Content
}

export interface LinkAttachment extends AttachmentBase {
  readonly kind: 'link'
  readonly url: string
}

export type Attachment = FileAttachment | LinkAttachment

/** A file that was uploaded to Zoho's file system, and belongs to no record yet. */
export interface StoredFile {
  /** The id that Zoho calls encrypted. */
  readonly id: string
  readonly name: string
  /** Who uploaded it, as of that time. */
  readonly user: Person
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly content: Content
}

/** The users of an org. Tokens without a user belong to the first one. */
export type Users = readonly [User, ...User[]]

/** Adds a user, or replaces the one with the same id in its place. */
export function withUser (users: Users, user: User): Users {
  const index = users.findIndex(({ id }) => id === user.id)
  return (index === -1 ? [...users, user] : users.with(index, user)) as unknown as Users
}

/** Removes a user. @returns `undefined` if no user would be left */
export function withoutUser (users: Users, id: string): Users | undefined {
  const [first, ...others] = users.filter(user => user.id !== id)
  return first && [first, ...others]
}
