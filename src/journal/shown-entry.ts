import { Type, type Static } from 'typebox'
import type { ObservedPart } from '../upload/form.js'
import type { Entry, RequestFacts } from './entry.js'
import type { CheckName } from './trail.js'
import { sha256From, type Content } from '../store/content.js'
import type { AttachmentTable } from '../store/attachments.js'
import { describeToken, REDACTED, tailOf } from '../secrets/mask-token.js'
import { redactField, redactHeader, redactName, redactText, redactUrl } from '../secrets/redact.js'
import { operationNames } from '../zoho/operations.js'
import { answerOf, type Answers } from '../zoho/rules.js'

const Part = Type.Object({
  name: Type.String(),
  filename: Type.Optional(Type.String({ description: 'Of a file, without its path.' })),
  type: Type.Optional(Type.String({ description: 'The part’s Content-Type.' })),
  size: Type.Integer({ description: 'In bytes.' }),
  sha256: Type.Optional(Type.String({ description: 'Of a file.' })),
  value: Type.Optional(Type.String({ description: 'Of a text field, where it is no secret.' }))
})

const Step = Type.Object({
  step: Type.String({ description: 'The name of the check.' }),
  outcome: Type.Enum(['passed', 'refused']),
  found: Type.Optional(Type.String())
})

/** A request as the control API shows it. */
export const RequestSchema = Type.Object({
  id: Type.String({ description: 'The answer’s x-mock-request-id.' }),
  time: Type.String({ description: 'The machine’s, in UTC.' }),
  clock: Type.String({ description: 'The sandbox’s, in UTC.' }),
  sandbox: Type.String(),
  surface: Type.Optional(Type.Enum(['crm', 'accounts'])),
  operation: Type.Optional(Type.String({ description: `${operationNames.slice(0, -1).join(', ')} or ${operationNames.at(-1)}.` })),
  method: Type.String(),
  url: Type.String(),
  headers: Type.Record(Type.String(), Type.String()),
  module: Type.Optional(Type.String()),
  record: Type.Optional(Type.String()),
  user: Type.Optional(Type.String({ description: 'The id of the token’s user.' })),
  token: Type.Optional(Type.String({ description: 'The last characters of the access token.' })),
  parts: Type.Array(Part, { description: 'Of a form.' }),
  steps: Type.Array(Step, { description: 'What each check of the CRM found.' }),
  ignored: Type.Array(Type.String(), { description: 'Parameters, fields and parts that the client sent and nobody read.' }),
  attachment: Type.Optional(Type.String({ description: 'The id of what was stored.' })),
  fault: Type.Optional(Type.Object({ id: Type.String(), action: Type.String() })),
  answer: Type.Optional(Type.Object({
    status: Type.Integer(),
    rule: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    evidence: Type.Optional(Type.Enum(['documented', 'observed', 'inferred'])),
    explain: Type.Optional(Type.String()),
    retryAfter: Type.Optional(Type.Integer({ description: 'Seconds.' }))
  }, { description: 'Absent where there was none.' })),
  outcome: Type.Enum(['answered', 'aborted', 'broken']),
  duration: Type.Number({ description: 'Milliseconds until the answer was sent.' })
})

export type JournalRequest = Static<typeof RequestSchema>

/** The sandbox that keeps a journal. */
interface JournalOwner {
  readonly name: string
  readonly attachments: AttachmentTable
}

/** An entry with its secrets taken out. */
export function showEntry (entry: Entry, { name, attachments }: JournalOwner, answers: Answers): JournalRequest {
  const { id, time, clock, api, operation, method, url, headers, facts, fault, observations, outcome, duration } = entry
  const { recordRef, user, credential } = facts
  const stored = observations.attachment === undefined ? undefined : attachments.get(observations.attachment)
  const shownHeaders = Object.entries(headers).map(([header, value]) => [redactName(header), redactHeader(header, String(value))] as const)
  return {
    id,
    time: new Date(time).toISOString(),
    clock: new Date(clock).toISOString(),
    sandbox: name,
    ...api !== undefined && { surface: api },
    ...operation !== undefined && { operation },
    method,
    url: redactUrl(url),
    headers: Object.fromEntries(shownHeaders),
    ...recordRef !== undefined && { module: recordRef.module, record: recordRef.record },
    ...user !== undefined && { user: user.id },
    ...credential !== undefined && { token: tailOf(credential) ?? REDACTED },
    parts: (observations.parts ?? []).map(part => showPart(part, stored?.kind === 'file' ? stored.content : undefined)),
    steps: stepsOf(entry),
    ignored: [...observations.ignored ?? []],
    ...observations.attachment !== undefined && { attachment: observations.attachment },
    ...fault !== null && { fault },
    ...showAnswer(entry, answers),
    outcome,
    duration: Math.round(duration * 1000) / 1000
  }
}

/** What a check found, in words; those that have nothing to say are not here. */
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
function stepsOf ({ operation, facts, passed, refusedBy, refusal }: Entry): JournalRequest['steps'] {
  const steps = passed.map((step): JournalRequest['steps'][number] => {
    const told = describe[step]?.(facts, operation)
    return { step, outcome: 'passed', ...told !== undefined && { found: told } }
  })
  return refusedBy === null ? steps : [...steps, { step: refusedBy, outcome: 'refused', ...refusal !== null && { found: refusal.explain } }]
}

/** @param stored what was stored of the request, where it is there */
function showPart ({ name, filename, type, size, digest, value }: ObservedPart, stored: Content | undefined): JournalRequest['parts'][number] {
  const sha256 = digest && sha256From(digest, stored)
  return {
    name: redactName(name),
    ...filename !== undefined && { filename: redactText(filename) },
    ...type !== undefined && { type: redactText(type) },
    size,
    ...sha256 !== undefined && { sha256 },
    ...value !== undefined && { value: redactField(name, value) }
  }
}

function showAnswer ({ status, refusal, retryAfter }: Entry, answers: Answers): Pick<JournalRequest, 'answer'> {
  if (status === undefined) return {}
  const answer = { status, ...retryAfter !== undefined && { retryAfter } }
  if (refusal === null) return { answer }
  const { code, evidence } = answerOf(refusal.rule, answers)
  return { answer: { ...answer, rule: refusal.rule, ...code !== undefined && { code }, evidence, explain: refusal.explain } }
}
