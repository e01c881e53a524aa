import { atom, computed } from 'nanostores'
import type { Summary } from '../../control/shapes/summary.js'
import { ask, ownSandbox } from './api.js'
import { onEvent } from './live.js'
import { parseFilter } from './requests/filter.js'
import { merge, MOST } from './requests/merge.js'
import { $route } from './route.js'

/** How many requests come first, so that there is something to see, and how many at once after that. */
const PAGE = { first: 200, next: 1000 }
/** How long the stream has to be quiet until what it left out is asked for, in milliseconds. */
const QUIET = 500

/** Every request that the page knows, newest first. */
export const $requests = atom<readonly Summary[]>([])
/** Whether the requests of the journal were asked for. */
export const $loading = atom<'first' | 'rest' | 'done'>('first')
/** How many requests had to make room in the journals. */
export const $dropped = atom(0)
/** What the list stood still at; `undefined` while it follows. */
export const $frozen = atom<readonly Summary[] | undefined>(undefined)

/** A sandbox’s name for people. */
export function sandboxName (name: string): string {
  return name === '*' ? 'all sandboxes' : name === '' ? 'default' : name
}

/** The sandbox that is shown; `*` for all. */
export const $shownSandbox = computed($route, ({ sandbox }) => sandbox ?? (ownSandbox === '' ? '*' : ownSandbox))
/** The sandbox whose clock, tokens and so on are shown: that of the page where all sandboxes are. */
export const $oneSandbox = computed($shownSandbox, shown => shown === '*' ? ownSandbox : shown)

const $filter = computed($route, ({ filter = '' }) => filter.trim())

/** The requests of the sandbox that is shown. */
export const $ofSandbox = computed([$requests, $frozen, $shownSandbox], (requests, frozen, shown) => {
  const all = frozen ?? requests
  return shown === '*' ? all : all.filter(({ sandbox }) => sandbox === shown)
})

/** Those that match the filter. */
export const $matching = computed([$ofSandbox, $filter], (rows, filter) => filter === '' ? rows : rows.filter(parseFilter(filter)))

/** Stops the list, or lets it follow again. */
export function togglePause (): void {
  $frozen.set($frozen.get() === undefined ? $requests.get() : undefined)
}

let generation = 0
let later: ReturnType<typeof setTimeout> | undefined

/** Loads the journals anew, newest first. */
async function load (): Promise<void> {
  const own = ++generation
  let before: string | undefined
  const replaced = new Set($requests.get())
  do {
    const page = await ask(ownSandbox, 'GET /requests/summaries', {
      querystring: { limit: String(before === undefined ? PAGE.first : PAGE.next), ...before !== undefined && { before }, ...ownSandbox === '' && { sandbox: '*' } }
    })
    if (own !== generation) return
    // The pages before and what arrived meanwhile stay; what the page knew of another run of the server goes.
    $requests.set(merge(page.requests, $requests.get().filter(row => !replaced.has(row))))
    $dropped.set(page.dropped)
    before = page.requests.at(-1)?.id
    $loading.set(page.more ? 'rest' : 'done')
    if (!page.more) return
    // Lets the page draw.
    await new Promise(resolve => setTimeout(resolve))
  } while ($requests.get().length < MOST)
}

function reload (): void {
  load().catch(() => {
    // The stream says that the connection is lost, and `hello` comes when it is back.
  })
}

/** Follows the stream of events. */
export function followTraffic (): void {
  onEvent(event => {
    switch (event.type) {
      case 'hello':
        if (!event.isReplayed) reload()
        break
      case 'requests':
        $requests.set(merge($requests.get(), event.requests))
        if (event.skipped > 0) {
          clearTimeout(later)
          later = setTimeout(reload, QUIET)
        }
        break
      case 'cleared':
        generation++
        $requests.set($requests.get().filter(({ sandbox }) => sandbox !== event.sandbox))
        $frozen.set(undefined)
        $loading.set('done')
        break
    }
  })
}
