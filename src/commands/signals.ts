/**
 * Replaces the listeners of signals. At no time is there none: with the last listener, Node stops catching the signal, and a
 * signal that is already waiting for the event loop would be lost.
 * @param add adds the new listeners
 * @returns the result of `add`, and a function that adds the previous listeners again
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
