import type { Entry } from '../entry.js'
import { type Finding, groupBy } from './finding.js'
import type { ObservedPart } from '../../upload/form.js'
import { sha256From } from '../../store/content.js'
import { redactText, tokenTail } from '../../secrets/redact.js'
import type { AttachmentTable } from '../../store/attachments.js'
import { limits } from '../../zoho/limits.js'

/** The client retried before `Retry-After` had passed, both by the machine's clock and by the sandbox's. */
export function retriedEarly (entries: readonly Entry[]): Finding[] {
  return entries.flatMap((first, index) => {
    const { retryAfter } = first
    if (retryAfter === undefined) return []
    const again = entries.slice(index + 1).find(entry => entry.operation === first.operation && entry.stub === first.stub && entry.facts.credential === first.facts.credential)
    if (again === undefined) return []
    // Moving the sandbox's clock forward counts as waiting.
    const waited = Math.max(again.time - first.time - first.duration, again.clock - first.clock)
    if (waited >= retryAfter * 1000) return []
    return {
      kind: 'retried-early',
      explain: `${first.operation} was asked to wait ${retryAfter} s and came back after ${(Math.max(0, waited) / 1000).toFixed(1)} s`,
      requests: [first.id, again.id]
    }
  })
}

/** The client attached the same file to the same record twice, because it was not told that the first upload succeeded. */
export function duplicateByRetry (entries: readonly Entry[], attachments: AttachmentTable): Finding[] {
  const stored = entries.filter(({ observations }) => observations.attachment !== undefined)
  return [...groupBy(stored, fileKeyOf).values()].flatMap(similar => similar.flatMap((first, index) => {
    const isConfirmed = first.status !== undefined && first.status < 400 && first.outcome === 'answered'
    if (isConfirmed) return []
    const again = similar.slice(index + 1).find(entry => hashOf(entry, attachments) === hashOf(first, attachments))
    if (again === undefined) return []
    const { module, record } = again.facts.recordRef as NonNullable<typeof again.facts.recordRef>
    const answer = first.status === undefined ? 'whose answer never came' : `that was answered ${first.status}`
    return {
      kind: 'duplicate-by-retry',
      explain: `"${redactText(String(fileOf(again)?.filename))}" is attached to ${module} ${record} twice: an upload ${answer} had stored it, and was made again; look with a list before you retry`,
      requests: [first.id, again.id]
    }
  }))
}

/** @returns a key that equal files of a record share; `undefined` for links, because Zoho refuses duplicates of those */
function fileKeyOf (entry: Entry): string | undefined {
  const file = fileOf(entry)
  return file && JSON.stringify([entry.facts.recordRef, file.filename, file.size])
}

function fileOf ({ observations: { parts = [] } }: Entry): ObservedPart | undefined {
  return parts.find(({ digest }) => digest !== undefined)
}

function hashOf (entry: Entry, attachments: AttachmentTable): string | undefined {
  const attachment = attachments.get(entry.observations.attachment as string)
  const digest = fileOf(entry)?.digest
  return digest && sha256From(digest, attachment?.kind === 'file' ? attachment.content : undefined)
}

/** A list request that succeeded, whose record and page are therefore known. */
interface ListEntry extends Entry {
  readonly facts: Entry['facts'] & { readonly recordRef: NonNullable<Entry['facts']['recordRef']> }
  readonly observations: Entry['observations'] & { readonly page: NonNullable<Entry['observations']['page']> }
}

/** The client listed a record's attachments, and never requested the page after one that said `more_records`. */
export function moreRecordsIgnored (entries: readonly Entry[]): Finding[] {
  const lists = entries.filter((entry): entry is ListEntry => entry.operation === 'list' && entry.status === 200)
  return [...groupBy(lists, ({ facts: { recordRef } }) => `${recordRef.module} ${recordRef.record}`)].flatMap(([name, listed]) => {
    // One finding per record, however often it was listed.
    const last = listed.findLast(({ observations }) => observations.hasMore)
    if (last === undefined || listed.slice(listed.indexOf(last) + 1).some(other => isFurther(other, last))) return []
    return {
      kind: 'more-records-ignored',
      explain: `${name} has more attachments than the page that was asked for last (info.more_records), and the next page was never asked for`,
      requests: [last.id]
    }
  })
}

/** Whether a list request continues a previous one. */
function isFurther ({ observations: { page: next } }: ListEntry, { observations: { page: before } }: ListEntry): boolean {
  return next.isByToken || next.number > before.number
}

/** The scopes of a token, and those that it needed. */
export interface TokenScopes {
  /** The last characters of the access token. */
  readonly token: string
  readonly granted: readonly string[]
  /** The smallest set of scopes that is enough for the requests made with it. */
  readonly least: readonly string[]
}

/** @returns for each access token that was used, its scopes and those that it needed */
export function scopesUsed (entries: readonly Entry[]): TokenScopes[] {
  return [...usesOf(entries)].map(([value, uses]) => {
    const granted = uses.at(-1)?.facts.token?.scopes as readonly string[]
    return { token: tokenTail(value), granted, least: leastFor(uses) }
  })
}

/** @returns the requests by access token */
function usesOf (entries: readonly Entry[]): Map<string, Entry[]> {
  return groupBy(entries, ({ facts: { token } }) => token?.value)
}

function leastFor (uses: readonly Entry[]): string[] {
  return [...new Set(uses.flatMap(({ facts: { leastScopes = [] } }) => leastScopes))].sort()
}

/** The client requested wider scopes than it used. Tokens without requested scopes, such as the seed's, are not checked. */
export function scopesWider (entries: readonly Entry[]): Finding[] {
  const uses = usesOf(entries)
  return entries.flatMap(({ id, observations: { grant } }) => {
    if (grant?.requestedScopes === undefined) return []
    const used = uses.get(grant.accessToken) ?? []
    const least = leastFor(used)
    if (least.length === 0) return []
    const needed = new Set(least.map(scope => scope.toLowerCase()))
    const wide = grant.requestedScopes.filter(scope => /^zohocrm\.modules\./i.test(scope) && !needed.has(scope.toLowerCase()))
    if (wide.length === 0) return []
    return {
      kind: 'scopes-wider',
      explain: `a token was asked for with ${wide.join(', ')}; what was done with it needs only ${least.join(', ')}`,
      requests: [id, ...used.map(entry => entry.id)]
    }
  })
}

/** The number of hardly used tokens that is no longer considered an accident. */
const MIN_TOKENS = 3

/** The client requested new access tokens while the previous one was valid and hardly used. Zoho issues ten in ten minutes. */
export function tokenPerCall (entries: readonly Entry[]): Finding[] {
  const uses = groupBy(entries, ({ facts }) => facts.credential)
  return [...groupBy(entries, ({ observations }) => observations.grant?.refreshToken).values()].flatMap(tokenRequests => {
    const needless = tokenRequests.slice(1).filter((entry, index) => {
      const previous = tokenRequests[index] as Entry
      return entry.clock - previous.clock < limits.accessTokenLifetime * 1000 && isHardlyUsed(previous, uses)
    })
    if (needless.length < MIN_TOKENS - 1) return []
    return {
      kind: 'token-per-call',
      explain: `${tokenRequests.length} access tokens were asked for with one refresh token, ${needless.length} of them while the one before was good and used once at most: keep a token until it expires, after ${limits.accessTokenLifetime / 60} minutes`,
      requests: tokenRequests.map(({ id }) => id)
    }
  })
}

function isHardlyUsed ({ observations }: Entry, uses: ReadonlyMap<string, readonly Entry[]>): boolean {
  const { length } = uses.get(observations.grant?.accessToken as string) ?? []
  return length <= 1
}
