import { atom } from 'nanostores'
import { hashOf, parseRoute, type Route } from './hash.js'

/** Where the page is now. */
export const $route = atom(parseRoute(globalThis.location?.hash ?? ''))

/** Goes elsewhere; what is not given stays. @param how whether the step can be taken back by the browser’s button */
export function go (to: Partial<Route>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...$route.get(), ...to }
  const hash = hashOf(next)
  if (hash === location.hash) return
  if (how === 'push') history.pushState(null, '', hash)
  else history.replaceState(null, '', hash)
  $route.set(next)
}

/** The link to a place, with the sandbox that is shown now. Everything is drawn again when the sandbox changes. */
export function linkTo (to: Route): string {
  return hashOf({ sandbox: $route.get().sandbox, ...to })
}

/** Follows the browser’s buttons and links. */
export function followHash (): void {
  addEventListener('popstate', () => { $route.set(parseRoute(location.hash)) })
  addEventListener('hashchange', () => { $route.set(parseRoute(location.hash)) })
}
