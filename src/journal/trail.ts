import type { RequestFacts } from './entry.js'

/** The checks that a request to the CRM may go through. The names are public: the journal shows them. */
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

/** What the checks of a request found, as it is written down. */
export type FactsSoFar = { -readonly [Name in keyof RequestFacts]: RequestFacts[Name] }

/** One check of a request. */
export interface Check<Arguments extends readonly unknown[], Result> {
  readonly name: CheckName
  /** @throws {Refusal} where the request does not pass */
  readonly run: (...given: Arguments) => Result
  /** Writes down what the journal keeps of what it found. */
  readonly record?: (facts: FactsSoFar, result: Awaited<Result>) => void
}

/** The checks that a request went through, and what they found. It is written down as it goes. */
export class Trail {
  readonly passed: CheckName[] = []
  /** The check that refused the request. */
  refusedBy: CheckName | null = null
  readonly facts: FactsSoFar = {}

  /**
   * Runs a check.
   * @returns what it found
   * @throws what it throws
   */
  check<Arguments extends readonly unknown[], Result> (check: Check<Arguments, Result>, ...given: Arguments): Result {
    try {
      const result = check.run(...given)
      this.#pass(check, result as Awaited<Result>)
      return result
    } catch (error) {
      this.refusedBy = check.name
      throw error
    }
  }

  /** As `check`, for one that has to wait. */
  async checkLater<Arguments extends readonly unknown[], Result> (check: Check<Arguments, Promise<Result>>, ...given: Arguments): Promise<Result> {
    try {
      const result = await check.run(...given)
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
