import type { Entry, RequestFacts } from '../../journal/entry.js'
import type { CheckName } from '../../journal/trail.js'
import { describeToken } from '../../secrets/redact.js'
import type { JournalRequest } from './request.js'

/** Says in words what a check found. Checks that find nothing worth telling are left out. */
const describe: { readonly [Name in CheckName]?: (facts: RequestFacts, operation: string | undefined) => string | undefined } = {
  knownUrl: (_, operation) => operation,
  knownVersion: ({ version }) => version,
  authorizationHeader: ({ credential }) => credential && describeToken('token', credential),
  liveToken: ({ user }) => user && `a token of ${user.name} (${user.id})`,
  grantedScope: ({ token }) => token?.scopes.join(', '),
  knownModule: ({ module }) => module,
  knownRecord: ({ recordRef }) => recordRef && `${recordRef.module} ${recordRef.record}`
}

/** The checks that a request went through, up to the one that refused it. */
export function stepsOf ({ operation, facts, passed, refusedBy, refusal }: Entry): JournalRequest['steps'] {
  const steps = passed.map((step): JournalRequest['steps'][number] => {
    const found = describe[step]?.(facts, operation)
    return { step, outcome: 'passed', ...found !== undefined && { found } }
  })
  return refusedBy === null ? steps : [...steps, { step: refusedBy, outcome: 'refused', ...refusal !== null && { found: refusal.explain } }]
}
