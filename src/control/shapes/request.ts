import type { Entry, Observations, RequestFacts } from '../../journal/entry.js'
import type { CheckName } from '../../journal/trail.js'
import type { TypeOf } from '../../json/types.js'
import { redactAnswer } from '../../secrets/redact-json.js'
import { tokenTail, redactAnswerHeader, redactField, redactHeader, redactName, redactText, redactUrl } from '../../secrets/redact.js'
import type { World } from '../../sandbox/world.js'
import { type Content, sha256From } from '../../store/content.js'
import { operationNames } from '../../zoho/operations.js'
import { answerOf, type Answers } from '../../zoho/rules.js'
import { leastScopes, scopeSets } from '../../zoho/scopes.js'
import { AdviceShape, adviceOn } from './advice.js'
import { stepsOf } from './steps.js'

export type { CheckName }

const PartShape = {
  type: 'object',
  required: ['name', 'size'],
  properties: {
    name: { type: 'string' },
    filename: { type: 'string', description: 'Of a file, without its path.' },
    type: { type: 'string', description: 'The part’s Content-Type.' },
    size: { type: 'integer', description: 'In bytes.' },
    sha256: { type: 'string', description: 'Of a file.' },
    value: { type: 'string', description: 'Of a text field, where it is no secret.' }
  }
} as const

const StepShape = {
  type: 'object',
  required: ['step', 'outcome'],
  properties: {
    step: { type: 'string', description: 'The name of the check.' },
    outcome: { enum: ['passed', 'refused'] },
    found: { type: 'string' }
  }
} as const

/** The beginning of a body. */
const BodyShape = {
  type: 'object',
  required: ['text', 'size', 'isTruncated'],
  properties: {
    text: { type: 'string', description: 'At most 2 KiB, without its secrets; empty where it is no text.' },
    size: { type: 'integer', description: 'Of the whole, in bytes.' },
    isTruncated: { type: 'boolean', description: 'Whether there is more than the text shows.' }
  }
} as const

const ScopesShape = {
  type: 'object',
  required: ['granted', 'needed', 'least'],
  properties: {
    granted: { type: 'array', items: { type: 'string' }, description: 'What the token has.' },
    needed: { type: 'array', items: { type: 'array', items: { type: 'string' } }, description: 'What would do: all scopes of any of these.' },
    least: { type: 'array', items: { type: 'string' }, description: 'The narrowest that would do.' }
  }
} as const

const Headers = { type: 'object', patternProperties: { '^.*$': { type: 'string' } } } as const

const AnswerShape = {
  type: 'object',
  required: ['status', 'headers'],
  properties: {
    status: { type: 'integer' },
    headers: { ...Headers, description: 'Those that the double sets; Node adds some of the connection.' },
    body: { ...BodyShape, description: 'Absent where a file was sent, or nothing.' },
    rule: { type: 'string' },
    code: { type: 'string' },
    evidence: { enum: ['documented', 'observed', 'inferred'] },
    explain: { type: 'string' },
    retryAfter: { type: 'integer', description: 'Seconds.' }
  },
  description: 'Absent where there was none.'
} as const

/** A request in the journal. */
export const RequestShape = {
  type: 'object',
  required: ['id', 'time', 'clock', 'sandbox', 'method', 'url', 'headers', 'parts', 'steps', 'ignored', 'outcome', 'duration'],
  properties: {
    id: { type: 'string', description: 'The answer’s x-mock-request-id.' },
    time: { type: 'string', description: 'The machine’s, in UTC.' },
    clock: { type: 'string', description: 'The sandbox’s, in UTC.' },
    sandbox: { type: 'string' },
    surface: { enum: ['crm', 'accounts'] },
    operation: { type: 'string', description: `${operationNames.join(', ')} or stub.` },
    stub: { type: 'string', description: 'The id of the stub that answered, with the operation `stub`.' },
    method: { type: 'string' },
    url: { type: 'string' },
    headers: Headers,
    module: { type: 'string' },
    record: { type: 'string' },
    user: { type: 'string', description: 'The id of the token’s user.' },
    token: { type: 'string', description: 'The last characters of the access token.' },
    parts: { type: 'array', items: PartShape, description: 'Of a form.' },
    body: { ...BodyShape, description: 'Of what was no file, where `parts` do not describe it.' },
    scopes: { ...ScopesShape, description: 'Of an operation that needs some, once the token was found to live.' },
    steps: { type: 'array', items: StepShape, description: 'What each check of the CRM found.' },
    ignored: { type: 'array', items: { type: 'string' }, description: 'Parameters, fields and parts that the client sent and nobody read.' },
    attachment: { type: 'string', description: 'The id of what was stored.' },
    files: { type: 'array', items: { type: 'string' }, description: 'The ids of the files that were stored and belong to no record.' },
    fault: {
      type: 'object',
      required: ['id', 'action'],
      properties: {
        id: { type: 'string' },
        action: { type: 'string' },
        bytes: { type: 'integer', description: 'How much of a body had come in or gone out when it broke the connection.' }
      }
    },
    answer: AnswerShape,
    advice: AdviceShape,
    outcome: { enum: ['answered', 'aborted', 'broken'] },
    duration: { type: 'number', description: 'Milliseconds until the answer was sent.' }
  }
} as const

export type JournalRequest = TypeOf<typeof RequestShape>

type ObservedPart = NonNullable<Observations['parts']>[number]

/** The sandbox that keeps a journal. */
interface JournalOwner {
  readonly name: string
  readonly world: Pick<World, 'attachments' | 'files'>
}

/** Describes an entry of the journal for the control API, without its secrets. */
export function journalRequest (entry: Entry, { name, world }: JournalOwner, answers: Answers): JournalRequest {
  const { id, time, clock, api, operation, stub, method, url, headers, facts, fault, observations, body, outcome, duration } = entry
  const { user, credential } = facts
  const stored = storedBy(observations, world)
  return {
    id,
    time: new Date(time).toISOString(),
    clock: new Date(clock).toISOString(),
    sandbox: name,
    ...api !== undefined && { surface: api },
    ...operation !== undefined && { operation },
    ...stub !== undefined && { stub },
    method,
    url: redactUrl(url),
    headers: redactHeaders(headers, redactHeader),
    ...placeOf(facts),
    ...user !== undefined && { user: user.id },
    ...credential !== undefined && { token: tokenTail(credential) },
    parts: (observations.parts ?? []).map(part => describePart(part, stored)),
    ...body !== undefined && { body },
    ...scopesOf(facts),
    steps: stepsOf(entry),
    ignored: [...observations.ignored ?? []],
    ...observations.attachment !== undefined && { attachment: observations.attachment },
    ...observations.files !== undefined && { files: [...observations.files] },
    ...fault !== null && { fault: { id: fault.id, action: fault.action, ...fault.bytes !== undefined && { bytes: fault.bytes } } },
    ...answerGiven(entry, answers),
    ...adviceOn(entry),
    outcome,
    duration: Math.round(duration * 1000) / 1000
  }
}

/** The module and the record that a request was about, as far as they are known. */
export function placeOf ({ recordRef, module }: RequestFacts): { readonly module?: string, readonly record?: string } {
  return recordRef !== undefined ? { module: recordRef.module, record: recordRef.record } : module === undefined ? {} : { module }
}

/** The contents that a request stored, as far as they still exist. */
function storedBy ({ attachment, files = [] }: Observations, world: JournalOwner['world']): Content[] {
  const attached = attachment === undefined ? undefined : world.attachments.get(attachment)
  return [...attached?.kind === 'file' ? [attached.content] : [], ...files.flatMap(id => world.files.get(id)?.content ?? [])]
}

/** @param stored the contents that the request stored, as far as they still exist */
function describePart ({ name, filename, type, size, digest, value }: ObservedPart, stored: readonly Content[]): JournalRequest['parts'][number] {
  const sha256 = digest && sha256From(digest, stored.find(content => content.digest === digest))
  return {
    name: redactName(name),
    ...filename !== undefined && { filename: redactText(filename) },
    ...type !== undefined && { type: redactText(type) },
    size,
    ...sha256 !== undefined && { sha256 },
    ...value !== undefined && { value: redactField(name, value) }
  }
}

function redactHeaders (headers: Readonly<Record<string, unknown>>, redact: (name: string, value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [redactName(name), redact(name, String(value))]))
}

/** The token's scopes beside those that are needed. */
function scopesOf ({ token, neededScope }: RequestFacts): Pick<JournalRequest, 'scopes'> {
  if (token === undefined || neededScope === undefined) return {}
  const { module, allows, beside } = neededScope
  return { scopes: { granted: [...token.scopes], needed: scopeSets(module, allows, token.scopes, beside).map(set => [...set]), least: [...leastScopes(module, allows, beside)] } }
}

function answerGiven ({ status, refusal, retryAfter, answer: { headers, text, size } = { headers: {} } }: Entry, answers: Answers): Pick<JournalRequest, 'answer'> {
  if (status === undefined) return {}
  const answer = {
    status,
    headers: redactHeaders(headers, redactAnswerHeader),
    ...text !== undefined && { body: { text: redactAnswer(text), size: size ?? Buffer.byteLength(text), isTruncated: size !== undefined } },
    ...retryAfter !== undefined && { retryAfter }
  }
  if (refusal === null) return { answer }
  const { code, evidence } = answerOf(refusal.rule, answers)
  return { answer: { ...answer, rule: refusal.rule, ...code !== undefined && { code }, evidence, explain: refusal.explain } }
}
