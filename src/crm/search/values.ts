/** The words of a text. */
export function wordsOf (text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
}
