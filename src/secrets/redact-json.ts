import { isTrivial } from './harmless.js'
import { maskToken, REDACTED, redactField, redactName, redactText } from './redact.js'

/** Strings, other values, signs with the blanks around them, and what is no JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|[{}[\],:\s]+|[^"{}[\],:\s]+/g

/** What to show of a value. `name` is that of the closest property; empty outside of all. */
type Redact = (name: string, value: string) => string

/** Where the reader of a JSON text is. */
interface Level {
  readonly isObject: boolean
  name: string
  /** Whether the next string may be the name of a property. */
  isBeforeName: boolean
}

/**
 * Redacts the values of a JSON text, which may have been cut or be malformed: what cannot be understood is not shown. The
 * layout stays as it is.
 */
function redactJson (text: string, redact: Redact): string {
  const levels: Level[] = []
  const top = (): Level => levels.at(-1) ?? { isObject: false, name: '', isBeforeName: false }
  return text.replaceAll(TOKENS, (token, offset: number) => {
    if (/^[{}[\],:\s]/.test(token)) {
      for (const sign of token) read(sign, levels, top())
      return token
    }
    const level = top()
    const value = token.startsWith('"') ? stringOf(token) : token
    if (value === undefined) return REDACTED
    if (level.isObject && level.isBeforeName && /^\s*:/.test(text.slice(offset + token.length))) {
      level.name = value
      level.isBeforeName = false
      return redactName(value) === value ? token : `"${REDACTED}"`
    }
    const shown = isTrivial(value) ? value : level.isBeforeName ? REDACTED : redact(level.name, value)
    if (shown === value) return token
    return token.startsWith('"') ? JSON.stringify(shown) : shown
  })
}

function read (sign: string, levels: Level[], { name }: Level): void {
  const level = levels.at(-1)
  if (sign === '{' || sign === '[') levels.push({ isObject: sign === '{', name, isBeforeName: sign === '{' })
  else if (sign === '}' || sign === ']') levels.pop()
  else if (sign === ',' && level) level.isBeforeName = level.isObject
}

/** @returns the value of a string that may have been cut; `undefined` if it is none */
function stringOf (token: string): string | undefined {
  for (const end of ['', '"']) {
    try {
      return JSON.parse(token + end) as string
    } catch {
      // Cut, or no JSON.
    }
  }
  return undefined
}

/** Redacts JSON that a client sent: the values of all properties that are not known to be harmless. */
export function redactSentJson (text: string): string {
  return redactJson(text, (name, value) => redactField(name, value))
}

/** What the double's own answers have that is a secret. */
const SECRET = /(?:^|_)token$|secret/i

/** Redacts JSON of an answer of Zoho's APIs: tokens, and what clients put into the names and links that it repeats. */
export function redactAnswer (text: string): string {
  return redactJson(text, (name, value) => SECRET.test(name) ? maskToken(value) : redactText(value))
}
