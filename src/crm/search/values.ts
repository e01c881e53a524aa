/**
 * The text of a value for a comparison: in lower case, and of a lookup its id.
 * @returns `undefined` for no value, and for one that is no text, number, boolean or lookup
 */
export function searchable (value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toLowerCase()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const { id } = Object(value) as { readonly id?: unknown }
  return typeof id === 'string' ? id : undefined
}

/** The words of a text. */
export function wordsOf (text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
}
