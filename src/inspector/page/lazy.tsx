import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { notify } from './ui.js'

type Later = typeof import('./later.js')

/** How long until it is tried again, in milliseconds. */
const AGAIN = 2000

let later: Later | undefined

/** Loads the part of the page that is not needed to show the list of requests. */
export async function loadLater (): Promise<Later> {
  later ??= await import('./later.js')
  return later
}

/** Makes a component of one that is loaded later. Until then it shows nothing. */
export function lazy<Props = Record<never, never>> (choose: (later: Later) => FunctionComponent<Props>): FunctionComponent<Props> {
  return function Lazy (props) {
    const [, draw] = useState(0)
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const load = (): void => {
        loadLater().then(() => draw(count => count + 1), () => {
          notify('A part of the page could not be loaded. If it stays so, reload the page: the double may be another version now', true)
          timer = setTimeout(load, AGAIN)
        })
      }
      if (later === undefined) load()
      return () => clearTimeout(timer)
    }, [])
    const Component = later && choose(later)
    return Component === undefined ? null : <Component {...props} />
  }
}
