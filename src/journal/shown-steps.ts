import { bodySteps, headerSteps } from '../crm/steps.js'
import type { Entry, Found } from './entry.js'
import type { JournalRequest } from './shown-entry.js'
import { namedToken } from '../secrets/mask-token.js'

/** What a step found, in words; those that have nothing to say are not here. */
const words: Readonly<Record<string, (found: Found, operation: string | undefined) => string | undefined>> = {
  knownUrl: (_, operation) => operation,
  knownVersion: ({ version }) => version,
  authorizationHeader: ({ credential }) => credential && namedToken('token', credential),
  liveToken: ({ user }) => user && `a token of ${user.name} (${user.id})`,
  grantedScope: ({ token }) => token?.scopes.join(', '),
  knownModule: ({ module }) => module,
  knownRecord: ({ place }) => place && `${place.module} ${place.record}`
}

/** The checks that a request to the CRM went through, up to the one that refused it. */
export function stepsOf ({ surface, operation, found, passed, refusal, fault, status }: Entry): JournalRequest['steps'] {
  if (surface !== 'crm') return []
  const all = [...headerSteps, ...bodySteps]
  const steps = all.slice(0, passed).map(({ name }): JournalRequest['steps'][number] => {
    const told = words[name]?.(found, operation)
    return { step: name, outcome: 'passed', ...told !== undefined && { found: told } }
  })
  const next = all[passed]
  // What a fault refuses, no step does.
  if (next === undefined || refusal === null || status === undefined || (fault !== null && refusal.explain.startsWith(fault.id))) return steps
  return [...steps, { step: next.name, outcome: 'refused', found: refusal.explain }]
}
