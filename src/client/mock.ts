import type { CatalogueRule, SandboxInfo } from '../control/shapes/server.js'
import { controlOf, type Transport, type Control } from './control.js'
import { sandboxAt, type MockSandbox } from './sandbox.js'

/** A double, in this process or another. Itself it is its default sandbox. */
export interface Mock extends MockSandbox, AsyncDisposable {
  /** The same as `url`, by HTTPS; absent without `tlsPort`, and of a double in another process. */
  readonly tlsUrl: string | undefined
  /** The authority for clients to trust, as PEM; absent where `tlsUrl` is, and where the certificate is your own. */
  readonly ca: string | undefined
  /** Another world of the same double, made from the seed when it is first used. */
  sandbox (name: string): MockSandbox
  readonly sandboxes: MockSandboxes
  /** The catalogue: every answer that the double can give, with its evidence. */
  rules (): Promise<CatalogueRule[]>
  /** Stops a double of this process at once; requests in flight are cut off. One of another process goes on. */
  close (): Promise<void>
}

/** Where a double is. */
interface MockAddress {
  readonly url: string
  readonly reachedAt: string
  readonly transport: Transport
  /** How `fetch` goes; the same way where absent. */
  readonly fetchTransport?: Transport
  readonly tlsUrl?: string | undefined
  readonly ca?: string | undefined
  readonly close: () => Promise<void>
}

/** The interface to a double, wherever it is. */
export function mockAt ({ url, reachedAt, transport, fetchTransport = transport, tlsUrl, ca, close }: MockAddress): Mock {
  const control = controlOf(reachedAt, transport)
  return {
    ...sandboxAt({ name: '', url, reachedAt, transport, fetchTransport }),
    tlsUrl,
    ca,
    sandbox: name => sandboxAt({ name, url: `${url}/s/${name}`, reachedAt: `${reachedAt}/s/${name}`, transport, fetchTransport }),
    sandboxes: sandboxesOf(control),
    rules: async () => (await control.ask('GET /rules')).rules,
    close,
    [Symbol.asyncDispose]: close
  }
}

/** The named sandboxes of a double. */
export interface MockSandboxes {
  /** The one that was unused for longest first. */
  list (): Promise<SandboxInfo[]>
  /** Forgets one, even while it answers; used again, it starts from the seed. @throws {MockError} where there is none */
  delete (name: string): Promise<void>
}

export function sandboxesOf (control: Control): MockSandboxes {
  return {
    list: async () => (await control.ask('GET /sandboxes')).sandboxes,
    delete: async name => { await control.ask('DELETE /sandboxes/:name', { params: { name } }) }
  }
}
