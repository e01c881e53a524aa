import { accessRules } from './rules/access.js'
import { accountsRules } from './rules/accounts.js'
import { deleteRules, downloadRules } from './rules/records.js'
import { listRules } from './rules/list.js'
import type { Answer, Answers, Rule } from './rules/rule.js'
import { serverRules } from './rules/server.js'
import { targetRules } from './rules/target.js'
import { uploadRules } from './rules/upload.js'
import { urlRules } from './rules/url.js'

export type { Answer, Answers, Evidence, Rule } from './rules/rule.js'

/**
 * The catalogue: every answer that the double can give, in the order in which the checks find them.
 * Server, README, `/_mock/rules` and the test cases all read this one table.
 */
export const rules = { ...urlRules, ...accessRules, ...targetRules, ...uploadRules, ...listRules, ...downloadRules, ...deleteRules, ...serverRules, ...accountsRules }

export type RuleName = keyof typeof rules

export const ruleNames = Object.keys(rules) as RuleName[]

/**
 * What goes on the wire for a rule.
 * @param answers `documented`: the answer of Zoho's page; `observed`: what real traffic shows where that differs.
 */
export function answerOf (name: RuleName, answers: Answers): Answer {
  return table[answers][name]
}

/**
 * What the accounts server says for a rule, in its own shape. Of the rules of the CRM it keeps the status, and takes RFC 6749's
 * word for a request that cannot be served, or its own word for a failure: that it answers so is inferred.
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
 * The rule with a rule's code that names an operation: whoever asks for NO_PERMISSION gets the text of what is refused.
 * @param operation such as `list`
 * @returns the rule itself where its text names no operation, or there is none for this one
 */
export function ruleOf (name: RuleName, operation: string): RuleName {
  const { code, operation: named }: Rule = rules[name]
  if (named === undefined) return name
  return ruleNames.find(other => {
    const rule: Rule = rules[other]
    return rule.code === code && rule.operation === operation
  }) ?? name
}

/**
 * The rule that a tester means by a rule's name or by one of Zoho's codes.
 * A code that serves several rules (INVALID_DATA) stands for the first of them in the catalogue.
 * @returns `undefined` where neither exists.
 */
export function findRule (nameOrCode: string): RuleName | undefined {
  return ruleNames.find(name => name === nameOrCode) ?? ruleNames.find(name => (rules[name] as Rule).code === nameOrCode)
}

/** A request that Zoho would refuse: which rule of the catalogue, and one sentence with what was found and what was expected. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly rule: RuleName
  /** For `x-mock-explain`: written for the developer whose request was refused. */
  readonly explain: string

  /** @param options.cause what made it so, for the log */
  constructor (rule: RuleName, explain: string, options?: ErrorOptions) {
    super(`${rule}: ${explain}`, options)
    this.rule = rule
    this.explain = explain
  }
}
