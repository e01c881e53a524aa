/**
 * Puts listeners of signals in the place of those that there are. At no moment is there none: with the last listener Node
 * closes what catches the signal, and one that has come meanwhile and waits for the loop to turn is lost with it.
 * @param add adds the others
 * @returns what it returns, and what adds those again that were there
 */
export function replaceListeners<Added> (signals: readonly NodeJS.Signals[], add: () => Added): { readonly added: Added, readonly restore: () => void } {
  const before = signals.map(signal => [signal, process.listeners(signal)] as const)
  const added = add()
  for (const [signal, listeners] of before) for (const listener of listeners) process.off(signal, listener)
  return {
    added,
    restore () { for (const [signal, listeners] of before) for (const listener of listeners) process.on(signal, listener) }
  }
}
