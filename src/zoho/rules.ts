import { accessRules } from './rules/access.js'
import { accountsRules } from './rules/accounts.js'
import { deleteRules, downloadRules } from './rules/records.js'
import { fileRules } from './rules/files.js'
import { listRules } from './rules/list.js'
import { noteRules } from './rules/notes.js'
import { photoRules } from './rules/photo.js'
import { recordRules, searchRules } from './rules/record-calls.js'
import type { Answer, Answers, Rule } from './rules/rule.js'
import { serverRules } from './rules/server.js'
import { settingsRules } from './rules/settings.js'
import { targetRules } from './rules/target.js'
import { uploadRules } from './rules/upload.js'
import { urlRules } from './rules/url.js'

export type { Answer, Answers, Evidence, Rule } from './rules/rule.js'

/**
 * The catalogue: every answer that the double can give, in the order in which the checks reach them.
 * The server, README, `/_mock/rules` and the test cases all read this table.
 */
export const rules = { ...urlRules, ...accessRules, ...targetRules, ...uploadRules, ...listRules, ...downloadRules, ...deleteRules, ...recordRules, ...searchRules, ...noteRules, ...photoRules, ...settingsRules, ...fileRules, ...serverRules, ...accountsRules }

export type RuleName = keyof typeof rules

export const ruleNames = Object.keys(rules) as RuleName[]

/**
 * The CRM's answer for a rule.
 * @param answers `documented`: as Zoho's page has it; `observed`: as in real traffic, where that differs
 */
export function answerOf (name: RuleName, answers: Answers): Answer {
  return table[answers][name]
}

/**
 * The accounts server's answer for a rule. For a rule of the CRM it keeps the status; the code is RFC 6749's for a bad request
 * below 500, the accounts server's own for a failure from 500 on. Both are inferred.
 */
export function accountsAnswerOf (name: RuleName, answers: Answers): Answer {
  const answer = answerOf(name, answers)
  if (name.startsWith('accounts.')) return answer
  const { code } = answerOf(answer.status < 500 ? 'accounts.request-malformed' : 'accounts.general-error', answers)
  return { status: answer.status, code: code as string, evidence: 'inferred', source: answer.source }
}

const table = {
  documented: answersBy(({ observed: _, ...documented }) => documented),
  observed: answersBy(({ observed, ...documented }) => ({ ...documented, ...observed }))
}

function answersBy (choose: (rule: Rule) => Answer): Readonly<Record<RuleName, Answer>> {
  return Object.fromEntries(ruleNames.map(name => [name, choose(rules[name])])) as Record<RuleName, Answer>
}

/**
 * Picks, among the rules that share a code, the one whose text names an operation: NO_PERMISSION has a text for each.
 * @param operation such as `list`
 * @returns the given rule if its text names no operation, or if no rule is for this one
 */
export function ruleOf (name: RuleName, operation: string): RuleName {
  const { code, operation: ownOperation }: Rule = rules[name]
  if (ownOperation === undefined) return name
  return ruleNames.find(other => {
    const rule: Rule = rules[other]
    return rule.code === code && [rule.operation].flat().some(name => name === operation)
  }) ?? name
}

/**
 * Finds a rule by its name or by one of Zoho's codes. A code that several rules share, such as INVALID_DATA, stands for the
 * first of them in the catalogue.
 * @returns `undefined` if there is neither such a name nor such a code
 */
export function findRule (nameOrCode: string): RuleName | undefined {
  return ruleNames.find(name => name === nameOrCode) ?? ruleNames.find(name => (rules[name] as Rule).code === nameOrCode)
}

/** Thrown for a request that Zoho would refuse. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly rule: RuleName
  /** What was found and what was expected, in one sentence for the developer who sent the request; goes into `x-mock-explain`. */
  readonly explain: string
  /** What `details` of the body is, where it depends on the request. */
  readonly details: Readonly<Record<string, unknown>> | undefined

  /** @param options.cause the underlying error, for the log */
  constructor (rule: RuleName, explain: string, { details, ...options }: ErrorOptions & { readonly details?: Readonly<Record<string, unknown>> } = {}) {
    super(`${rule}: ${explain}`, options)
    this.rule = rule
    this.explain = explain
    this.details = details
  }
}
