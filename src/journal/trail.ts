import type { RequestFacts } from './entry.js'

/** The checks of a CRM request. The names are public, because the journal shows them. */
export type CheckName =
  | 'knownUrl'
  | 'knownVersion'
  | 'knownMethod'
  | 'authorizationHeader'
  | 'liveToken'
  | 'grantedScope'
  | 'knownModule'
  | 'knownRecord'
  | 'permittedUser'
  | 'readableQuery'
  | 'acceptableBody'

/** The facts of a request while they are being collected. */
export type MutableFacts = { -readonly [Name in keyof RequestFacts]: RequestFacts[Name] }

/** A check of a request. */
export interface Check<Arguments extends readonly unknown[], Result> {
  readonly name: CheckName
  /** @throws {Refusal} if the request does not pass */
  readonly run: (...args: Arguments) => Result
  /** Adds the result to the facts that the journal keeps. */
  readonly record?: (facts: MutableFacts, result: Awaited<Result>) => void
}

/** Runs the checks of a request, and records their outcomes and results. */
export class Trail {
  readonly passed: CheckName[] = []
  /** The check that failed. */
  refusedBy: CheckName | null = null
  readonly facts: MutableFacts = {}

  /**
   * Runs a check.
   * @returns its result
   * @throws {Refusal} or any other error of the check
   */
  check<Arguments extends readonly unknown[], Result> (check: Check<Arguments, Result>, ...args: Arguments): Result {
    try {
      const result = check.run(...args)
      this.#pass(check, result as Awaited<Result>)
      return result
    } catch (error) {
      this.refusedBy = check.name
      throw error
    }
  }

  /** Runs an asynchronous check; see `check`. */
  async checkAsync<Arguments extends readonly unknown[], Result> (check: Check<Arguments, Promise<Result>>, ...args: Arguments): Promise<Result> {
    try {
      const result = await check.run(...args)
      this.#pass(check, result as Awaited<Promise<Result>>)
      return result
    } catch (error) {
      this.refusedBy = check.name
      throw error
    }
  }

  #pass<Arguments extends readonly unknown[], Result> ({ name, record }: Check<Arguments, Result>, result: Awaited<Result>): void {
    this.passed.push(name)
    record?.(this.facts, result)
  }
}
