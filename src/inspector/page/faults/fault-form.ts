import { numeric } from '../answers.js'
import type { FaultRule } from './fault-text.js'

export type Operation = FaultRule['operation']

/** What a fault can do to an operation beside refusing it; `*` stands for all of them. A test compares it with the server. */
const possible: Readonly<Record<Operation, string>> = {
  upload: 'body commit',
  list: '',
  download: 'body file',
  delete: 'commit',
  createRecords: 'commit',
  getRecords: '',
  updateRecords: 'commit',
  deleteRecords: 'commit',
  upsertRecords: 'commit',
  searchRecords: '',
  getRecord: '',
  createNotes: 'commit',
  getNotes: '',
  uploadRecordPhoto: 'body commit',
  getRecordPhoto: 'body file',
  deleteRecordPhoto: 'commit',
  getModules: '',
  getModuleByApiName: '',
  getFields: '',
  getRelatedLists: '',
  uploadFiles: 'body commit',
  getFile: 'body file',
  token: 'commit',
  '*': 'body file commit'
}
export const operations = Object.keys(possible) as Operation[]

/** What a fault does. `delay` does nothing else. */
export const kinds = { answer: 'answers with a refusal', reset: 'resets the connection', stall: 'stops answering', truncate: 'cuts the file off', drip: 'sends the file slowly', delay: 'only waits' } as const
export type Kind = keyof typeof kinds

export const phases = { headers: 'before the body is read', body: 'in the body', 'after-commit': 'after it was done' } as const
export type Phase = keyof typeof phases

/** What is in the fields of the form. Whether it makes sense is for the control API to say. */
export interface FaultForm {
  readonly operation: Operation
  readonly kind: Kind
  readonly answer: string
  readonly phase: Phase
  readonly bytes: string
  readonly times: string
  readonly delay: string
  readonly after: string
  readonly probability: string
  readonly module: string
  readonly record: string
}

export const emptyForm: FaultForm = {
  operation: 'upload', kind: 'answer', answer: 'INTERNAL_ERROR', phase: 'headers', bytes: '', times: '1', delay: '', after: '', probability: '', module: '', record: ''
}

/** What the form starts from, by name. */
export const presets: Readonly<Record<string, Partial<FaultForm>>> = {
  flaky: { operation: '*', probability: '0.3', times: 'always' },
  slow: { operation: '*', kind: 'delay', delay: '2s', times: 'always' },
  'duplicate maker': { phase: 'after-commit' },
  'cut-off download': { operation: 'download', kind: 'truncate', bytes: '1000' }
}

const isBreak = (kind: Kind): boolean => kind === 'reset' || kind === 'stall'
const isOfFile = (kind: Kind): boolean => kind === 'truncate' || kind === 'drip'

/** What a fault can do to an operation. */
export function kindsOf (operation: Operation): Kind[] {
  return (Object.keys(kinds) as Kind[]).filter(kind => !isOfFile(kind) || possible[operation].includes('file'))
}

/** When it can do it; none for what has no choice. */
export function phasesOf (operation: Operation, kind: Kind): Phase[] {
  const can = possible[operation]
  return (Object.keys(phases) as Phase[]).filter(phase => phase === 'body' ? isBreak(kind) && can.includes(phase) : (isBreak(kind) || kind === 'answer') && (phase === 'headers' || can.includes('commit')))
}

/** Takes back what an operation does not allow, after another one was chosen. */
export function settled (form: FaultForm): FaultForm {
  const kind = kindsOf(form.operation).includes(form.kind) ? form.kind : 'answer'
  return { ...form, kind, phase: phasesOf(form.operation, kind).includes(form.phase) ? form.phase : 'headers' }
}

/** Whether the form has a number of bytes. */
export function hasBytes ({ kind, phase }: FaultForm): boolean {
  return isOfFile(kind) || (phase === 'body' && isBreak(kind))
}

/** The fault that the form describes, as `POST /faults` takes it. */
export function faultOf (form: FaultForm): FaultRule {
  const { operation, kind, answer, phase, bytes, times, delay, after, probability, module, record } = form
  const count = bytes !== '' && hasBytes(form) && { [kind === 'drip' ? 'bytesPerSecond' : 'atBytes']: numeric(bytes) }
  const action = kind === 'answer' ? { answer, ...phase !== 'headers' && { phase } } : { [kind]: { ...isBreak(kind) && { phase }, ...count } }
  const given = { module, record, after: numeric(after), times: times === '1' ? '' : numeric(times), probability: numeric(probability), delay, action: kind === 'delay' ? '' : action }
  return { operation, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) } as FaultRule
}

/** The field of the form that a path of a fault stands for. */
export function fieldOf (path: string): string | undefined {
  const name = path.replace(/.*\./, '')
  if (path === 'action') return 'kind'
  if (path.startsWith('action.') && name !== 'answer' && name !== 'phase') return 'bytes'
  return name in emptyForm ? name : undefined
}
