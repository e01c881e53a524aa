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

/** A summary for people, in one piece each: the number of requests, and what there is to say of them. */
interface Summary {
  readonly heading: string
  readonly sections: ReadonlyArray<{ readonly title: string, readonly lines: readonly string[] }>
}

/** @returns a summary for a terminal: requests, refusals with their reasons, ignored fields, and the audit's findings */
export function summaryOf (report: RunReport): string {
  const { heading, sections: [requests, ...others] } = summarize(report)
  const colon = requests.lines.length > 0 ? ':' : ''
  return [`${heading}${colon}`, ...indented(requests.lines), ...others.flatMap(({ title, lines }) => [`${title}:`, ...indented(lines)])].join('\n')
}

/** @returns the summary in Markdown, for the page of a job on GitHub */
export function markdownOf (report: RunReport): string {
  const { heading, sections } = summarize(report)
  const parts = sections.filter(({ lines }) => lines.length > 0).map(({ title, lines }) => `**${title}**\n\n${lines.map(line => `- ${escaped(line)}`).join('\n')}\n`)
  return [`### zoho-attachments-mock: ${heading}\n`, ...parts].join('\n')
}

function summarize ({ requests, dropped, findings = [] }: RunReport): Summary & { sections: readonly [Summary['sections'][number], ...Summary['sections']] } {
  const refused = requests.flatMap(({ answer, fault }) => isRefusal(answer) && fault === undefined ? `${answer.status} ${answer.rule}: ${answer.explain}` : [])
  const injected = requests.flatMap(({ operation, fault }) => fault === undefined ? [] : `${operation}: ${fault.action}`)
  const aborted = requests.filter(({ outcome }) => outcome === 'aborted')
  const others = [
    { title: 'Refused', lines: counted(refused) },
    { title: 'Injected faults', lines: counted(injected) },
    { title: 'Aborted by the client', lines: counted(aborted.map(({ operation, method }) => operation ?? method)) },
    { title: 'Ignored fields', lines: counted(requests.flatMap(({ operation, ignored }) => ignored.map(name => `${name} (${operation})`))) },
    { title: 'Accepted, but likely mistakes', lines: findings.map(({ kind, explain, requests }) => `${kind}: ${explain} (${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ', …' : ''})`) }
  ]
  return {
    heading: `${plural(requests.length, 'request')}${dropped > 0 ? ` (and ${dropped} dropped from the journal)` : ''}${requests.length + dropped === 0 ? ': does your program use ZOHO_MOCK_URL?' : ''}`,
    sections: [
      { title: 'Requests', lines: counted(requests.map(request => `${request.operation ?? request.method} ${request.answer?.status ?? request.outcome}`)) },
      ...others.filter(({ lines }) => lines.length > 0)
    ]
  }
}

/** An empty list and an unchanged one are told by a rule, too, but refuse nothing. */
function isRefusal (answer: JournalRequest['answer']): answer is NonNullable<JournalRequest['answer']> {
  return answer?.rule !== undefined && answer.status !== 204 && answer.status !== 304
}

function indented (lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}

/** @returns each distinct text with its count, the most frequent first */
function counted (texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${String(count).padStart(4)} × ${text}`)
}

/** A text as it may stand in Markdown: clients choose parts of it, such as the names of files. */
function escaped (text: string): string {
  return text.trim().replaceAll(/[\\`*_[\]<>|&~@#]/g, character => `&#${character.charCodeAt(0)};`)
}

function plural (count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
