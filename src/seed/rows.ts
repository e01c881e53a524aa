import { basename } from 'node:path'
import { milliseconds } from '../json/duration.js'
import type { Progress } from '../faults/table.js'
import { findRule, type RuleName } from '../zoho/rules.js'
import type { Draft } from '../store/attachments.js'
import type { FileDraft } from '../store/files.js'
import type { ClockSetting } from '../store/clock.js'
import type { Content } from '../store/content.js'
import type { Photo } from '../store/photos.js'
import type { CompleteSeed } from './default.js'
import type { EndReason, Person, Token, User } from '../store/entities.js'
import type { GrantCode } from '../store/grant-codes.js'
import type { ReadSeed } from './read.js'
import type { SeedAuthor, SeededClock } from './schema.js'
import type { StoredRefreshToken } from '../store/tokens.js'

type Row<Name extends 'users' | 'tokens' | 'refreshTokens' | 'codes' | 'faults'> = CompleteSeed[Name][number]

export function userFrom ({ id, name, email = '', denied = [] }: Row<'users'>): User {
  return { id, name, email, denied: denied.map(({ as, ...denial }) => ({ ...denial, rule: ruleFrom(as) })) }
}

/** @param firstUser the id of the user that a token without one belongs to */
export function tokenFrom (firstUser: string, { token, user = firstUser, scopes, expiresAt, revoked = false, ended, issued, as }: Row<'tokens'>): Token {
  return {
    value: token,
    user,
    scopes,
    ...revoked && { ended: { kind: 'revoked' } as const },
    ...ended !== undefined && { ended: endFrom(ended) },
    ...expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) },
    ...issued && { issued },
    ...as !== undefined && { rule: ruleFrom(as) }
  }
}

export function refreshTokenFrom ({ token, foreign = false, accessTokens = [], ended, ...grant }: Row<'refreshTokens'>): StoredRefreshToken {
  return { value: token, ...grant, ...ended !== undefined && { ended: endFrom(ended) }, issuedHere: !foreign, accessTokens }
}

export function codeFrom ({ code: _, expiresAt, ended, ...code }: Row<'codes'>): GrantCode {
  return { ...code, ...ended !== undefined && { ended: endFrom(ended) }, expiresAt: Date.parse(expiresAt) }
}

function endFrom (text: string): EndReason {
  return { kind: 'seeded', text }
}

/** @returns the progress of a fault; empty for a fault that has not been used yet, as from the command line */
export function progressFrom ({ seen, hits, endsAt, enabled }: Partial<Row<'faults'>> = {}): Partial<Progress> {
  return {
    ...seen !== undefined && { seen },
    ...hits !== undefined && { hits },
    ...endsAt !== undefined && { endsAt: Date.parse(endsAt) },
    ...enabled !== undefined && { isEnabled: enabled }
  }
}

export function clockFrom (clock: SeededClock): ClockSetting {
  if (clock.mode === 'frozen') return { mode: 'frozen', at: Date.parse(clock.at) }
  return clock.mode === 'offset' ? { mode: 'offset', by: milliseconds(clock.by) } : clock
}

/**
 * Creates the seed's attachments, one at a time while they are inserted.
 * @param now the time of attachments without one, in milliseconds since 1970
 */
export function * draftsFrom ({ seed, contents }: ReadSeed, now: number): Generator<Draft> {
  const linkTitles = new Map(Object.entries(seed.linkTitles))
  const personOf = peopleOf(seed)
  for (const [index, { id, module, record, link, title, file = '', name, createdAt, user }] of seed.attachments.entries()) {
    const common = { id, module, record, user: personOf(user), createdAt: createdAt === undefined ? now : Date.parse(createdAt) }
    yield link === undefined
      ? { ...common, kind: 'file', name: name ?? basename(file), content: contents[index] as Content }
      : { ...common, kind: 'link', name: title ?? linkTitles.get(link) ?? link, url: link }
  }
}

/** Creates the seed's photos, one at a time while they are stored. */
export function * photosFrom ({ seed, photos }: ReadSeed): Generator<Photo> {
  for (const [index, { module, record, file = 'photo', name = basename(file) }] of seed.photos.entries()) {
    yield { module, record, name, content: photos[index] as Content }
  }
}

/**
 * The seed's files that belong to no record.
 * @param now the time of files without one, in milliseconds since 1970
 */
export function fileDraftsFrom ({ seed, files }: ReadSeed, now: number): FileDraft[] {
  const personOf = peopleOf(seed)
  return seed.files.map(({ id, file = '', name, createdAt, user }, index) => ({
    id,
    name: name ?? basename(file),
    user: personOf(user),
    createdAt: createdAt === undefined ? now : Date.parse(createdAt),
    content: files[index] as Content
  }))
}

/** @returns finds the person whom a row of a seed names; the first user if it names none, or one who is gone */
export function peopleOf ({ users }: Pick<CompleteSeed, 'users'>): (author: SeedAuthor | undefined) => Person {
  // Many rows may name one of many users.
  const people = new Map(users.map(({ id, name, email = '' }) => [id, { id, name, email }]))
  const [first] = people.values()
  return author => typeof author === 'object' ? author : (people.get(author ?? '') ?? first) as Person
}

/** The schema accepts only names and codes of the catalogue. */
function ruleFrom (nameOrCode: string): RuleName {
  return findRule(nameOrCode) as RuleName
}
