import { limits } from '../zoho/limits.js'
import type { RuleName } from '../zoho/rules.js'
import type { Zone } from '../zoho/time.js'
import type { Content } from './content.js'

/** Anything that this sandbox refuses to a user, as the seed says. */
export interface Denial {
  /** API name; every module where absent. */
  readonly module?: string
  readonly operation: string
  readonly rule: RuleName
}

/** Somebody by name, who may be no user any more. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface User extends Person {
  readonly denied: readonly Denial[]
}

/** Why a token or a grant code became invalid before its time. */
export type EndReason =
  | { readonly kind: 'revoked' }
  /** Newer ones of the same kind took its place. */
  | { readonly kind: 'access-token-dropped' | 'refresh-token-dropped' }
  | { readonly kind: 'user-deleted', /** The id. */ readonly user: string }
  | { readonly kind: 'refresh-token-ended', readonly reason: EndReason }
  /** As a seed says it. */
  | { readonly kind: 'seeded', readonly text: string }

/** @returns what a sentence says behind the name of the token or code, such as “was revoked” */
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
  /** The id of its user, who is looked up with each request. */
  readonly user: string
  readonly scopes: readonly string[]
  /** Milliseconds since 1970; never where absent. */
  readonly expiresAt?: number
  /** Why it became invalid before its time; absent while it is valid. */
  readonly ended?: EndReason
  /** Whether the token endpoint made it, rather than the seed. */
  readonly issued?: boolean
  /** The answer that every request with this token gets. */
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
}

interface Attached {
  readonly id: string
  /** API name. */
  readonly module: string
  readonly record: string
  /** Zoho's File_Name: a file's name or a link's title. */
  readonly name: string
  /** As he was then. */
  readonly user: Person
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface FileAttachment extends Attached {
  readonly kind: 'file'
  readonly content: Content
}

export interface LinkAttachment extends Attached {
  readonly kind: 'link'
  readonly url: string
}

export type Attachment = FileAttachment | LinkAttachment

/** The people of an org; tokens that name nobody are the first one's. */
export type Users = readonly [User, ...User[]]

/** People with one more, or with another of the same id in the same place. */
export function withUser (users: Users, user: User): Users {
  const index = users.findIndex(({ id }) => id === user.id)
  return (index === -1 ? [...users, user] : users.with(index, user)) as unknown as Users
}

/** People without one; `undefined` where nobody would be left. */
export function withoutUser (users: Users, id: string): Users | undefined {
  const [first, ...others] = users.filter(user => user.id !== id)
  return first && [first, ...others]
}
