import { Refusal } from '../zoho/refusal.js'
import type { World } from './world.js'

/** One complete world of a server, apart from all others. */
export interface Sandbox {
  /** Empty for the default sandbox, which lives at the base URL. */
  readonly name: string
  readonly world: World
  /** Back to the seed: data, tokens, ids. */
  reset (): void
}

/** The sandboxes of a server. */
export interface Sandboxes {
  /**
   * The sandbox of that name, made from the seed on first use. Where the server has its fill of them, the one that was
   * not used for longest makes room; one that is answering a request never does.
   * @param name the default sandbox where there is none
   * @throws {Refusal} `server.unavailable` where all are answering requests; `url.unknown` for what is no name.
   */
  open (name: string | undefined): Sandbox
  /** Counts a request in, so that its sandbox stays; the caller counts it out with the function that it gets. */
  use (sandbox: Sandbox): () => void
  /** The sandbox whose token endpoint issued a token; at the base URL the token tells the sandbox. */
  issuerOf (token: string): Sandbox | undefined
}

interface Entry extends Sandbox {
  world: World
  requests: number
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * @param newWorld makes a sandbox's world
 * @param max how many named sandboxes there may be at once
 * @param dropped told of each sandbox that made room, since a client that comes back finds the seed again
 */
export function createSandboxes (newWorld: (name: string) => World, max: number, dropped: (name: string) => void): Sandboxes {
  const makeEntry = (name: string): Entry => ({
    name,
    world: newWorld(name),
    requests: 0,
    reset () {
      this.world.attachments.release()
      this.world = newWorld(name)
    }
  })
  // A Map keeps the order of insertion; a sandbox that is used moves to the end.
  const named = new Map<string, Entry>()
  let unnamed: Entry | undefined

  function makeRoom (name: string): void {
    if (named.size < max) return
    const idle = [...named.values()].find(({ requests }) => requests === 0)
    if (idle === undefined) {
      throw new Refusal('server.unavailable', `no room for sandbox "${name}": all ${max} are answering requests; raise --max-sandboxes`)
    }
    named.delete(idle.name)
    idle.world.attachments.release()
    dropped(idle.name)
  }

  return {
    open (name) {
      if (name === undefined) {
        unnamed ??= makeEntry('')
        return unnamed
      }
      const known = named.get(name)
      if (known === undefined && !NAME.test(name)) {
        throw new Refusal('url.unknown', `expected a sandbox's name of 1 to 64 letters, digits, ".", "_" or "-", got "${name}"`)
      }
      if (known === undefined) makeRoom(name)
      const entry = known ?? makeEntry(name)
      named.delete(name)
      named.set(name, entry)
      return entry
    },
    use (sandbox) {
      const entry = sandbox as Entry
      entry.requests++
      return () => { entry.requests-- }
    },
    issuerOf: token => [...named.values()].find(({ world }) => world.tokens.get(token)?.issued)
  }
}
