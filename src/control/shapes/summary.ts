import type { Entry } from '../../journal/entry.js'
import type { TypeOf } from '../../json/types.js'
import { redactHeader, redactText, redactUrl, tokenTail } from '../../secrets/redact.js'
import { answerOf, type Answers } from '../../zoho/rules.js'
import { placeOf } from './request.js'

/** A request in a list. */
export const SummaryShape = {
  type: 'object',
  required: ['id', 'time', 'sandbox', 'method', 'url', 'outcome', 'duration', 'ignored'],
  properties: {
    id: { type: 'string' },
    time: { type: 'string', description: 'The machine’s, in UTC.' },
    sandbox: { type: 'string', description: 'Empty for the default sandbox.' },
    surface: { enum: ['crm', 'accounts'] },
    operation: { type: 'string' },
    stub: { type: 'string', description: 'The id of the stub that answered.' },
    method: { type: 'string' },
    url: { type: 'string', description: 'Without its secrets.' },
    module: { type: 'string' },
    record: { type: 'string' },
    token: { type: 'string', description: 'The last characters of the access token.' },
    file: {
      type: 'object',
      required: ['name', 'size'],
      properties: {
        name: { type: 'string', description: 'Empty where the client sent none.' },
        size: { type: 'integer', description: 'In bytes.' },
        sha256: { type: 'string', description: 'Where it was computed by now; the whole request has it in any case.' }
      },
      description: 'The first file of a form.'
    },
    link: { type: 'boolean', description: 'True where the upload is a link.' },
    status: { type: 'integer', description: 'Absent where there was no answer.' },
    rule: { type: 'string', description: 'What it was refused with.' },
    code: { type: 'string', description: 'Zoho’s code of a refusal.' },
    outcome: { enum: ['answered', 'aborted', 'broken'] },
    duration: { type: 'number', description: 'Milliseconds until the answer was sent.' },
    fault: { type: 'string', description: 'The id of the fault that acted.' },
    ignored: { type: 'integer', description: 'How many parameters, fields and parts nobody read.' },
    attachment: { type: 'string', description: 'The id of what was stored.' },
    userAgent: { type: 'string' }
  }
} as const

export type Summary = TypeOf<typeof SummaryShape>

/** Describes an entry of the journal in a list. Nothing is hashed for it: a list may be long, and its files large. */
export function summaryOf (entry: Entry, sandbox: string, answers: Answers): Summary {
  const { id, time, api, operation, stub, method, url, headers, facts, facts: { credential }, fault, refusal, status, observations, outcome, duration } = entry
  const code = refusal === null ? undefined : answerOf(refusal.rule, answers).code
  const userAgent = headers['user-agent']
  return {
    id,
    time: new Date(time).toISOString(),
    sandbox,
    ...api !== undefined && { surface: api },
    ...operation !== undefined && { operation },
    ...stub !== undefined && { stub },
    method,
    url: redactUrl(url),
    ...placeOf(facts),
    ...credential !== undefined && { token: tokenTail(credential) },
    ...fileOf(entry),
    ...observations.isLink && { link: true },
    ...status !== undefined && { status },
    ...refusal !== null && { rule: refusal.rule },
    ...code !== undefined && { code },
    outcome,
    duration: Math.round(duration * 1000) / 1000,
    ...fault !== null && { fault: fault.id },
    ignored: observations.ignored?.length ?? 0,
    ...observations.attachment !== undefined && { attachment: observations.attachment },
    ...userAgent !== undefined && { userAgent: redactHeader('user-agent', userAgent) }
  }
}

function fileOf ({ observations: { parts = [] } }: Entry): Pick<Summary, 'file'> {
  const file = parts.find(({ digest }) => digest !== undefined)
  if (file === undefined) return {}
  const { filename = '', size, digest } = file
  return { file: { name: redactText(filename), size, ...digest?.sha256 !== undefined && { sha256: digest.sha256 } } }
}
