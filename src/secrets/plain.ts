/** More of them among letters make a token of a word. */
const MAX_DIGITS = 3

/** Words, or a number such as an id. */
const PLAIN = /^(?:\d{1,64}|[\p{L}_$.{*-][\p{L}\p{M}\d_$.{}[\]()*!', -]{0,63})$/u

/**
 * Whether a text looks like a name or a number that a person chose, and not like a token: up to 64 characters, and no word
 * in it with letters and more than three digits. For the names of parameters and parts, and for the words of a path.
 */
export function isPlain (text: string): boolean {
  return PLAIN.test(text.trim()) && !(text.match(/[a-z\d]+/gi) ?? []).some(isMixed)
}

function isMixed (word: string): boolean {
  return /[a-z]/i.test(word) && word.replaceAll(/\D/g, '').length > MAX_DIGITS
}

/** Whether a text can hardly be a secret, whatever it is the value of: nothing, a yes or no, or a number of up to three digits. */
export function isTrifle (text: string): boolean {
  return /^(?:true|false|null|\d{0,3})$/i.test(text)
}

/** How often one encoding may hide another; what is deeper still is shown to nobody. */
const MAX_ROUNDS = 8

/**
 * Undoes percent-encoding, however often it was done: names are judged by what they mean. What is no percent-encoding
 * stays as it is.
 */
export function decoded (text: string): string {
  // `%252525` is `%` of several encodings at once: peeled off one by one a long one would take a long time.
  let plain = text.includes('%') ? text.replaceAll(/%(?:25)+(?=[\da-f]{2})/gi, '%') : text
  for (let round = 0; round < MAX_ROUNDS && /%[\da-f]{2}/i.test(plain); round++) {
    plain = plain.replaceAll(/(?:%[\da-f]{2})+/gi, bytes => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
  }
  return plain
}
