import { basename } from 'node:path'
import { findRule, type RuleName } from '../zoho/rules.js'
import type { Draft } from './attachments.js'
import type { ClockSetting } from './clock.js'
import { contentOf } from './content.js'
import type { CompleteSeed } from './default-seed.js'
import type { Token, User } from './entities.js'
import type { GrantCode } from './grant-codes.js'
import type { ReadSeed } from './parse-seed.js'
import type { SeedAttachment, SeededClock } from './seed-schema.js'
import type { Grant, StoredRefreshToken } from './tokens.js'
import type { Users } from './users.js'

type Row<Name extends 'users' | 'tokens' | 'refreshTokens' | 'codes'> = CompleteSeed[Name][number]

export function userFrom ({ id, name, email = '', denied = [] }: Row<'users'>): User {
  return { id, name, email, denied: denied.map(({ as, ...denial }) => ({ ...denial, rule: ruleFrom(as) })) }
}

export function tokenFrom ({ token, user, scopes, expiresAt, revoked = false, ended = revoked ? 'was revoked' : undefined, issued, as }: Row<'tokens'>, users: Users): Token {
  return {
    value: token,
    user: userOf(user, users),
    scopes,
    ...ended !== undefined && { ended },
    ...expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) },
    ...issued && { issued },
    ...as !== undefined && { rule: ruleFrom(as) }
  }
}

export function refreshTokenFrom ({ token, ended, foreign = false, accessTokens = [], ...grant }: Row<'refreshTokens'>, users: Users): StoredRefreshToken {
  return { value: token, ...grantFrom(grant, users), ...ended !== undefined && { ended }, isOurs: !foreign, accessTokens }
}

export function codeFrom ({ code: _, redirectUri, refreshable, expiresAt, ...grant }: Row<'codes'>, users: Users): GrantCode {
  return { ...grantFrom(grant, users), redirectUri, refreshable, expiresAt: Date.parse(expiresAt) }
}

function grantFrom ({ user, client, scopes }: { readonly user: string, readonly client: string, readonly scopes: readonly string[] }, users: Users): Grant {
  return { user: userOf(user, users), client, scopes }
}

/** @param milliseconds reads a span of time; the library for it is loaded with the seed that needs it */
export function clockFrom (clock: SeededClock, milliseconds: (span: string) => number): ClockSetting {
  if (clock.mode === 'frozen') return { mode: 'frozen', at: Date.parse(clock.at) }
  return clock.mode === 'offset' ? { mode: 'offset', by: milliseconds(clock.by) } : clock
}

/** The seed's attachments, made one by one as they are inserted. */
export function * draftsFrom ({ seed, bytes }: ReadSeed, users: Users, now: number): Generator<Draft> {
  for (const row of seed.attachments) {
    const { id, module, record, link, title, file = '', name, createdAt, user } = row
    const common = { id, module, record, user: creatorOf(user, users), createdAt: createdAt === undefined ? now : Date.parse(createdAt) }
    yield link === undefined
      ? { ...common, kind: 'file', name: name ?? basename(file), content: contentOf([bytes.get(row) as Buffer]) }
      : { ...common, kind: 'link', name: title ?? seed.linkTitles[link] ?? link, url: link }
  }
}

function creatorOf (user: SeedAttachment['user'], users: Users): User {
  return typeof user === 'object' ? users.find(({ id }) => id === user.id) ?? { ...user, denied: [] } : userOf(user, users)
}

function userOf (id: string | undefined, users: Users): User {
  return users.find(user => user.id === id) ?? users[0]
}

/** The schema lets only names and codes of the catalogue through. */
function ruleFrom (nameOrCode: string): RuleName {
  return findRule(nameOrCode) as RuleName
}
