import { redactName } from '../secrets/redact.js'

/** Parameters that remember which of them were read. They are put in from the last to the first, so that the first of one name counts. */
export class ReadTrackingMap extends Map<string, string> {
  readonly #read = new Set<string>()

  override get (name: string): string | undefined {
    this.#read.add(name)
    return super.get(name)
  }

  override has (name: string): boolean {
    this.#read.add(name)
    return super.has(name)
  }

  /** The names of those that are there and that nobody asked for, as they came; not those that may be secrets themselves. */
  ignored (): string[] {
    return [...this].reverse().filter(([name]) => !this.#read.has(name)).map(([name, value]) => redactName(name, value))
  }
}
