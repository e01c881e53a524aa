/**
 * The path that a sentence of the control API begins with, such as `action.answer` in “Expected `action.answer` to be …”.
 * @returns `undefined` if it is about no property
 */
export function pathIn (sentence: string): string | undefined {
  return /^(?:Expected (?:no )?|Unknown property )`(?:\[\d+\]\.)?([\w.[\]]+)`/.exec(sentence)?.[1]
}
