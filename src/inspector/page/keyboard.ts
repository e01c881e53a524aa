/** A key, or `g` and a key after it, and what it does. */
export interface Shortcut {
  /** Such as `j` or `g r`. */
  readonly keys: string
  readonly help: string
  readonly run: () => void
}

/** How long `g` waits for the key after it, in milliseconds. */
const WAIT = 1500

const lists = new Set<readonly Shortcut[]>()
let prefix: string | undefined
let ends: ReturnType<typeof setTimeout> | undefined

/** The shortcuts that hold now; of two for the same key, the later one counts. */
export function shortcuts (): readonly Shortcut[] {
  return [...new Map([...lists].flat().map(shortcut => [shortcut.keys, shortcut])).values()]
}

/** Adds shortcuts. @returns what takes them away */
export function addShortcuts (list: readonly Shortcut[]): () => void {
  lists.add(list)
  return () => { lists.delete(list) }
}

/** Listens to the keyboard. Keys that are pressed in a field, or with Ctrl, Alt or Meta, belong to the browser. */
export function listenToKeys (): void {
  addEventListener('keydown', event => {
    const { key, target, ctrlKey, altKey, metaKey } = event
    if (ctrlKey || altKey || metaKey || event.isComposing) return
    if (target instanceof HTMLElement && target.closest('dialog') !== null) return
    if (target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select') !== null && key !== 'Escape') return
    // A button or a link does with Enter what it is for.
    if (key === 'Enter' && target instanceof HTMLElement && target.closest('button, a, summary') !== null) return
    const keys = prefix === undefined ? key : `${prefix} ${key}`
    prefix = undefined
    clearTimeout(ends)
    const shortcut = shortcuts().find(candidate => candidate.keys === keys)
    if (shortcut !== undefined) {
      event.preventDefault()
      shortcut.run()
    } else if (key === 'g') {
      prefix = 'g'
      ends = setTimeout(() => { prefix = undefined }, WAIT)
    }
  })
}
