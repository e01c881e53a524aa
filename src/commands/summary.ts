import type { JournalRequest } from '../control/shapes/request.js'
import type { AuditReport } from '../control/shapes/server.js'

/** The requests of a command, in all sandboxes. */
export interface RunReport {
  readonly requests: readonly JournalRequest[]
  /** The number of requests dropped from the journals. */
  readonly dropped: number
  /** Absent with `--audit off`. */
  readonly findings?: AuditReport['findings']
}

/** @returns a summary for people: requests, refusals with their reasons, ignored fields, and the audit's findings */
export function summaryOf ({ requests, dropped, findings = [] }: RunReport): string {
  const refused = requests.flatMap(({ answer, fault }) => answer?.rule !== undefined && fault === undefined ? `${answer.status} ${answer.rule}: ${answer.explain}` : [])
  const injected = requests.flatMap(({ operation, fault }) => fault === undefined ? [] : `${operation}: ${fault.action}`)
  const aborted = requests.filter(({ outcome }) => outcome === 'aborted')
  const sections = [
    section(`${plural(requests.length, 'request')}${dropped > 0 ? ` (and ${dropped} dropped from the journal)` : ''}`, counted(requests.map(request => `${request.operation ?? request.method} ${request.answer?.status ?? request.outcome}`))),
    section('Refused', counted(refused)),
    section('Injected faults', counted(injected)),
    section('Aborted by the client', counted(aborted.map(({ operation, method }) => operation ?? method))),
    section('Ignored fields', counted(requests.flatMap(({ operation, ignored }) => ignored.map(name => `${name} (${operation})`)))),
    section('Accepted, but likely mistakes', findings.map(({ kind, explain, requests }) => `${kind}: ${explain} (${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ', …' : ''})`))
  ]
  return sections.filter(text => text !== '').join('\n')
}

function section (title: string, lines: readonly string[]): string {
  return lines.length === 0 && !/^\d/.test(title) ? '' : [`${title}${lines.length === 0 ? '' : ':'}`, ...lines.map(line => `  ${line}`)].join('\n')
}

/** @returns each distinct text with its count, the most frequent first */
function counted (texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${String(count).padStart(4)} × ${text}`)
}

function plural (count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
