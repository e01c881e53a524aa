import type { JournalRequest } from '../control/shapes/request.js'
import type { AuditReport } from '../control/shapes/server.js'

/** What a command did to a double, of all sandboxes together. */
export interface RunReport {
  readonly requests: readonly JournalRequest[]
  /** How many the journals had no room for. */
  readonly dropped: number
  /** Absent where nobody wants to know. */
  readonly findings?: AuditReport['findings']
}

/** Tells what a command did: requests, refusals with their reasons, duplicates and other mistakes, fields that nobody read. */
export function summaryOf ({ requests, dropped, findings = [] }: RunReport): string {
  const refused = requests.flatMap(({ answer, fault }) => answer?.rule !== undefined && fault === undefined ? `${answer.status} ${answer.rule}: ${answer.explain}` : [])
  const faulty = requests.flatMap(({ operation, fault }) => fault === undefined ? [] : `${operation}: ${fault.action}`)
  const aborted = requests.filter(({ outcome }) => outcome === 'aborted')
  const sections = [
    section(`${plural(requests.length, 'request')}${dropped > 0 ? `, and ${dropped} that the journal had no room for` : ''}`, counted(requests.map(request => `${request.operation ?? request.method} ${request.answer?.status ?? request.outcome}`))),
    section('Refused', counted(refused)),
    section('Failed on demand', counted(faulty)),
    section('Aborted by the client', counted(aborted.map(({ operation, method }) => operation ?? method))),
    section('Sent and read by nobody', counted(requests.flatMap(({ operation, ignored }) => ignored.map(name => `${name} (${operation})`)))),
    section('Wrong, although Zoho refuses none of it', findings.map(({ kind, explain, requests }) => `${kind}: ${explain} (${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ', …' : ''})`))
  ]
  return sections.filter(text => text !== '').join('\n')
}

function section (title: string, lines: readonly string[]): string {
  return lines.length === 0 && !/^\d/.test(title) ? '' : [`${title}${lines.length === 0 ? '' : ':'}`, ...lines.map(line => `  ${line}`)].join('\n')
}

/** Each text once, with how often it came, the most frequent first. */
function counted (texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([text, count]) => `${String(count).padStart(4)} × ${text}`)
}

function plural (count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
