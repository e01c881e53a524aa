import findMyWay from 'find-my-way'
import type { Stub } from './stub.js'

/** A stub in a sandbox. */
export interface InstalledStub {
  readonly id: string
  readonly stub: Stub
  /** The number of times that it answered. */
  readonly hits: number
}

/** The stubs of one sandbox. */
export interface StubTable {
  /** Whether there are no stubs, as for most requests. */
  readonly isEmpty: boolean
  /** @param hits that of a stub in a state */
  add (stub: Stub, hits?: number): InstalledStub
  /** Oldest first. */
  all (): readonly InstalledStub[]
  /** Whether it will never answer again. */
  isSpent (installed: InstalledStub): boolean
  /** @returns whether it existed */
  delete (id: string): boolean
  /**
   * Finds the stub for a request, and counts a hit. As with routes of Fastify, the path that says more goes first; of stubs with
   * the same path, the oldest that is not spent.
   * @param url the path, with or without a query
   */
  trigger (method: string, url: string): InstalledStub | undefined
}

type Entry = { -readonly [Name in keyof InstalledStub]: InstalledStub[Name] }
type Router = ReturnType<typeof findMyWay>
type Method = Parameters<Router['find']>[0]

/** As of the server's own routes. */
const MAX_SEGMENT = 16 * 1024

export function createStubTable (): StubTable {
  const entries: Entry[] = []
  let lastNumber = 0
  // Built when it is needed: most sandboxes have no stubs.
  let router: Router | undefined

  const isSpent = ({ hits, stub: { times } }: InstalledStub): boolean => hits >= times

  function build (): Router {
    const built = findMyWay({ maxParamLength: MAX_SEGMENT })
    for (const entry of entries.filter(entry => !isSpent(entry))) {
      const { method, path } = entry.stub
      const known = built.findRoute(method, path)
      if (known === null) built.on(method, path, () => {}, [entry])
      else (known.store as Entry[]).push(entry)
    }
    return built
  }

  return {
    get isEmpty () { return entries.length === 0 },
    add (stub, hits = 0) {
      const entry: Entry = { id: `stub-${++lastNumber}`, stub, hits }
      entries.push(entry)
      router = undefined
      return entry
    },
    all: () => entries,
    isSpent,
    delete (id) {
      const index = entries.findIndex(entry => entry.id === id)
      if (index !== -1) entries.splice(index, 1)
      router = undefined
      return index !== -1
    },
    trigger (method, url) {
      router ??= build()
      const [entry] = (router.find(method as Method, url)?.store ?? []) as Entry[]
      if (entry === undefined) return undefined
      entry.hits++
      if (isSpent(entry)) router = undefined
      return entry
    }
  }
}
