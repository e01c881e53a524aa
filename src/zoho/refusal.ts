import type { RuleName } from './rules.js'

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
