import { accountsUrlOf } from '../http/base-url.js'
import { attachmentsOf, type Attachments, clockOf, type MockClock, recordsOf, type Records, stateOf, type MockState, tokensOf, type Tokens, usersOf, type Users } from './world.js'
import { stubsOf, type Stubs } from './stubs.js'
import { controlOf, type Transport } from './control.js'
import { faultsOf, type Faults, requestsOf, type Requests } from './traffic.js'
import type { AuditReport } from '../control/shapes/server.js'
import type { Part } from '../sandbox/sandbox.js'

/** A sandbox of a double, with everything that a test can do to it. */
export interface MockSandbox {
  /** Empty for the default sandbox. */
  readonly name: string
  /** The base URL to use in place of https://www.zohoapis.com. */
  readonly url: string
  /** The full URL of the token endpoint, as Zoho's SDKs expect it. */
  readonly accountsUrl: string
  /**
   * Sends a request as `fetch` does, to a path below the base URL or to a full URL of the double. With `startMock` it uses
   * no socket. Redirects are not followed.
   */
  fetch (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Resets the sandbox, or only the given parts, to the seed. */
  reset (...only: Part[]): Promise<void>
  /** Returns what the client did wrong without being refused, and the smallest scopes that would have sufficed. */
  audit (): Promise<AuditReport>
  readonly attachments: Attachments
  readonly clock: MockClock
  readonly faults: Faults
  readonly records: Records
  readonly requests: Requests
  readonly state: MockState
  readonly stubs: Stubs
  readonly tokens: Tokens
  readonly users: Users
}

/** How to reach a sandbox. */
interface SandboxAddress {
  readonly name: string
  /** The base URL for clients. */
  readonly url: string
  /** The base URL that this process uses. It differs from `url` for a container's network, or for a server without a socket. */
  readonly reachedAt: string
  readonly transport: Transport
}

/** Creates the interface to a sandbox. */
export function sandboxAt ({ name, url, reachedAt, transport }: SandboxAddress): MockSandbox {
  const control = controlOf(reachedAt, transport)
  return {
    name,
    url,
    accountsUrl: accountsUrlOf(url),
    fetch: async (input, init) => await transport(new Request(withBase(input, url, reachedAt), init)),
    reset: async (...only) => { await control.ask('POST /reset', { body: only.length === 0 ? {} : { only } }) },
    audit: () => control.ask('GET /audit'),
    attachments: attachmentsOf(control),
    clock: clockOf(control),
    faults: faultsOf(control),
    records: recordsOf(control),
    requests: requestsOf(control),
    state: stateOf(control),
    stubs: stubsOf(control),
    tokens: tokensOf(control),
    users: usersOf(control)
  }
}

/** Points a request to `reachedAt`: a path is appended to it, and in a full URL it replaces the base URL for clients. */
function withBase (input: string | URL | Request, url: string, reachedAt: string): string | Request {
  if (input instanceof Request) return input
  const text = String(input)
  return text.startsWith('/') ? `${reachedAt}${text}` : text.replace(url, reachedAt)
}
