/** Stands for every origin in a list of origins. */
export const ANY_ORIGIN = '*'

/** A scheme, a host and perhaps a port. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,*\\]+$/i

/**
 * Normalizes origins as browsers send them: lower case, without the scheme's default port. Besides http and https, any scheme
 * is allowed, since Capacitor and Electron give pages schemes of their own.
 * @param given `*`, one text with commas, or a list
 * @returns `undefined` if it is anything else
 */
export function originsOf (given: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given]
  if (list.length === 1 && list[0] === ANY_ORIGIN) return [ANY_ORIGIN]
  const origins = list.map(originOfText)
  return origins.every(origin => origin !== undefined) ? origins : undefined
}

function originOfText (given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  // Address bars show an origin with a slash at its end.
  const text = given.trim().replace(/\/$/, '')
  if (!ORIGIN.test(text) || !URL.canParse(text)) return undefined
  const { origin } = new URL(text)
  // `URL` knows the origins of the web's own schemes only.
  return origin === 'null' ? text.toLowerCase() : origin
}
