import { milliseconds } from '../json/duration.js'
import type { CompleteSeed } from '../seed/default.js'
import { tokenFrom, userFrom } from '../seed/rows.js'
import { createRecords } from '../store/records.js'
import { matchModule } from '../zoho/modules.js'
import { grants } from '../zoho/scopes.js'
import { newestVersion, versions } from '../zoho/versions.js'

/** What an upload needs to succeed. */
export interface Sample {
  readonly token: string
  readonly module: string
  readonly record: string
}

/** The record of the sample on Zoho's page, and another for a seed that lacks it. */
const ANY_RECORD = ['1000000231009', '1']

/**
 * Finds a token of a seed, and a record that it may upload to.
 * @param now the time where the seed has none
 * @returns `undefined` if the seed has none
 */
export function sampleOf (seed: Omit<CompleteSeed, 'attachments' | 'photos' | 'files' | 'dataCenters'>, now: number): Sample | undefined {
  const { tokens, users, modules, records, clock } = seed
  const custom = modules.map(({ apiName }) => apiName)
  const names = records === 'any' ? ['Leads', ...custom] : Object.keys(records)
  const known = createRecords(seed)
  // A seed has at least one.
  const [first] = users as [typeof users[number]]
  const time = clock?.mode === 'frozen' ? Date.parse(clock.at) : clock?.mode === 'offset' ? now + milliseconds(clock.by) : now
  for (const row of tokens) {
    const { value, user: id, scopes, expiresAt = Infinity, ended, rule } = tokenFrom(first.id, row)
    if (ended !== undefined || rule !== undefined || expiresAt <= time || !PLAIN.test(value)) continue
    // A token that has not ended belongs to a user of the seed.
    const { denied } = userFrom(users.find(user => user.id === id) as typeof first)
    for (const name of names) {
      const match = matchModule(name, newestVersion, versions, custom)
      if (match.kind !== 'supported' || !grants(scopes, match.module.scopeName, 'CREATE')) continue
      if (denied.some(({ operation, module = name }) => operation === 'upload' && module === name)) continue
      const ids = records === 'any' ? ANY_RECORD : (records[name] as typeof records[string]).map(({ id }) => id)
      const record = ids.find(id => known.has(name, id))
      if (record !== undefined) return { token: value, module: name, record }
    }
  }
  return undefined
}

/** Tokens that need no quotes in any shell. */
const PLAIN = /^[\w.-]+$/
