import { redactName } from '../secrets/redact.js'

/** Parses the query of a URL into names and values, in order. `+` is a space; the trailing `&` that Zoho's Node SDKs send is ignored. */
export function queryOf (url: string): Array<[string, string]> {
  const start = url.indexOf('?')
  return start === -1 ? [] : [...new URLSearchParams(url.slice(start + 1))]
}

/** Parameters that track which of them were read. Insert them from last to first, so that the first of several with one name counts. */
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

  /** Names of the parameters that were not read, in the order of arrival. Names that may be secrets are redacted. */
  ignored (): string[] {
    return [...this].reverse().filter(([name]) => !this.#read.has(name)).map(([name, value]) => redactName(name, value))
  }
}
