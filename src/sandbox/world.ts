import { basename } from 'node:path'
import { limits } from '../zoho/limits.js'
import { findRule, type RuleName } from '../zoho/rules.js'
import { zoneOf } from '../zoho/time.js'
import { createAttachmentTable, type AttachmentTable, type Draft } from './attachments.js'
import type { Budget } from './budget.js'
import { contentOf } from './content.js'
import { createClock, type Clock } from './clock.js'
import type { CompleteSeed } from './default-seed.js'
import type { Client, Org, Token, User } from './entities.js'
import { createGrantCodes, type GrantCodes } from './grant-codes.js'
import { createIds, type Ids } from './ids.js'
import type { ReadSeed } from './parse-seed.js'
import { createRecords, type Records } from './records.js'
import { createThrottle, type Throttle } from './throttle.js'
import { createTokenTable, type TokenTable } from './tokens.js'

/** All that one sandbox holds. */
export interface World {
  readonly org: Org
  readonly clock: Clock
  readonly ids: Ids
  readonly users: readonly [User, ...User[]]
  readonly clients: 'any' | readonly Client[]
  readonly tokens: TokenTable
  readonly codes: GrantCodes
  /** Counts access tokens, by what they were asked for with. */
  readonly tokenThrottle: Throttle
  /** API names. */
  readonly customModules: readonly string[]
  readonly records: Records
  readonly attachments: AttachmentTable
  /** Titles of links that are uploaded without one, by link. */
  readonly linkTitles: ReadonlyMap<string, string>
}

/** What a server's sandboxes have in common. */
export interface WorldOptions {
  /** `real`, or the instant at which the clock stands still, in milliseconds since 1970. */
  readonly clock: 'real' | number
  readonly idSeed: string
  readonly budget: Budget
}

/**
 * Makes a sandbox's world from a seed.
 * @throws {Refusal} `upload.store-full` where the seed's own attachments do not fit.
 */
export function createWorld ({ seed, files }: ReadSeed, sandbox: string, { clock: at, idSeed, budget }: WorldOptions): World {
  const clock = createClock(at)
  const ids = createIds(idSeed, sandbox)
  const users = seed.users.map(toUser) as [User, ...User[]]
  const attachments = createAttachmentTable(budget, ids.next)
  try {
    for (const draft of draftsOf({ seed, files }, users[0], clock)) attachments.insert(draft, true)
  } catch (error) {
    // A world that there is no room for keeps no part of it.
    attachments.release()
    throw error
  }
  return {
    org: { id: seed.org.id, zgid: seed.org.zgid, name: seed.org.name, zone: zoneOf(seed.org.timeZone) },
    clock,
    ids,
    users,
    clients: seed.clients,
    tokens: createTokenTable(seed.tokens.map(token => toToken(token, users)), ids.token, clock),
    codes: createGrantCodes(ids.token),
    tokenThrottle: createThrottle(clock, limits.tokensPerSpan, limits.tokenSpan * 1000),
    customModules: seed.modules.map(({ apiName }) => apiName),
    records: createRecords(seed),
    attachments,
    linkTitles: new Map(Object.entries(seed.linkTitles))
  }
}

/** The seed's attachments, made one by one as they are inserted. */
function * draftsOf ({ seed, files }: ReadSeed, user: User, clock: Clock): Generator<Draft> {
  for (const { module, record, link, title, file = '', name } of seed.attachments) {
    const common = { id: undefined, module, record, user, createdAt: clock.now() }
    yield link === undefined
      ? { ...common, kind: 'file', name: name ?? basename(file), content: contentOf([files.get(file) as Buffer]) }
      : { ...common, kind: 'link', name: title ?? seed.linkTitles[link] ?? link, url: link }
  }
}

function toUser ({ id, name, email = '', denied = [] }: CompleteSeed['users'][number]): User {
  return { id, name, email, denied: denied.map(({ as, ...denial }) => ({ ...denial, rule: ruleOf(as) })) }
}

function toToken ({ token, user: id, scopes, expiresAt, revoked = false, as }: CompleteSeed['tokens'][number], users: readonly [User, ...User[]]): Token {
  return {
    value: token,
    user: users.find(user => user.id === id) ?? users[0],
    scopes,
    ...revoked && { ended: 'was revoked' },
    ...expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) },
    ...as !== undefined && { rule: ruleOf(as) }
  }
}

/** The schema lets only names and codes of the catalogue through. */
function ruleOf (nameOrCode: string): RuleName {
  return findRule(nameOrCode) as RuleName
}
