import { atom, onMount, type ReadableAtom } from 'nanostores'
import { onEvent, type Part } from './live.js'
import { $oneSandbox } from './traffic.js'

/** Something that the server was asked for, and is asked for again when it changed. */
export interface Resource<Value> {
  /** `undefined` until the first answer. */
  readonly $value: ReadableAtom<Value | undefined>
  /** Why the last answer failed. */
  readonly $error: ReadableAtom<string | undefined>
}

/** How long changes are collected before the server is asked again, in milliseconds. */
const COLLECT = 50
/** The share of its time that the server spends on answers to this page, unless that would make the page wait too long. */
const SHARE = 0.05
/** How long a change waits to be shown, in milliseconds, however slow the server is. */
const MOST = 2000

/**
 * Creates a resource of the sandbox that is shown. It is up to date while a component uses it.
 * @param parts what it consists of; a change of one of them makes it be asked for again
 * @param get asks for it
 */
export function resource<Value> (parts: readonly Part[], get: (sandbox: string) => Promise<Value>): Resource<Value> {
  const $value = atom<Value | undefined>(undefined)
  const $error = atom<string | undefined>(undefined)
  let shown: string | undefined
  let asked = 0
  // When the server may be asked again.
  let earliest = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load (sandbox: string): Promise<void> {
    const own = ++asked
    const started = performance.now()
    try {
      const answer = await get(sandbox)
      const ended = performance.now()
      earliest = Math.min(started + (ended - started) / SHARE, ended + MOST)
      // Only the answer to the latest question counts.
      if (own !== asked) return
      $value.set(answer)
      $error.set(undefined)
    } catch (reason) {
      if (own === asked) $error.set(reason instanceof Error ? reason.message : String(reason))
    }
  }

  const refresh = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      load($oneSandbox.get())
    }, Math.max(COLLECT, earliest - performance.now()))
  }
  // What nobody looks at is not asked for.
  onMount($value, () => {
    const ends = [
      $oneSandbox.subscribe(sandbox => {
        if (sandbox !== shown) $value.set(undefined)
        shown = sandbox
        load(sandbox)
      }),
      onEvent(event => {
        const isOurs = event.type === 'changed' && event.sandbox === $oneSandbox.get() && event.parts.some(part => parts.includes(part))
        if (isOurs || (event.type === 'hello' && !event.isReplayed)) refresh()
      })
    ]
    return () => {
      clearTimeout(timer)
      timer = undefined
      for (const end of ends) end()
    }
  })
  return { $value, $error }
}
