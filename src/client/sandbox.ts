import { accountsUrlOf } from '../http/base-url.js'
import { attachmentsOf, type Attachments, clockOf, type MockClock, recordsOf, type Records, stateOf, type MockState, tokensOf, type Tokens, usersOf, type Users } from './world.js'
import { controlOf, type Transport } from './control.js'
import { faultsOf, type Faults, requestsOf, type Requests } from './traffic.js'
import type { AuditReport } from '../control/shapes/server.js'
import type { Part } from '../sandbox/sandbox.js'

/** One world of a double, and all that a test does with it. */
export interface MockSandbox {
  /** Empty for the default sandbox. */
  readonly name: string
  /** The base URL that stands for https://www.zohoapis.com. */
  readonly url: string
  /** The full URL of the token endpoint, as Zoho's SDKs want it. */
  readonly accountsUrl: string
  /**
   * Sends a request as `fetch` does, to a path below the base URL or to a whole URL of the double; in the process of
   * `startMock` without a socket. Redirects are not followed.
   */
  fetch (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Back to the seed: whole, or only these parts. */
  reset (...only: Part[]): Promise<void>
  /** What the client did wrong without being refused, and the least scopes that would have done. */
  audit (): Promise<AuditReport>
  readonly attachments: Attachments
  readonly clock: MockClock
  readonly faults: Faults
  readonly records: Records
  readonly requests: Requests
  readonly state: MockState
  readonly tokens: Tokens
  readonly users: Users
}

/** Where a sandbox is. */
interface SandboxAddress {
  readonly name: string
  /** The base URL for clients. */
  readonly url: string
  /** The base URL for this one, which may be inside a container's network or have no socket at all. */
  readonly reachedAt: string
  /** How the control API is asked. */
  readonly transport: Transport
  /** How `fetch` goes; the same way where absent. */
  readonly fetchTransport?: Transport
}

/** The interface to a sandbox, wherever it is. */
export function sandboxAt ({ name, url, reachedAt, transport, fetchTransport = transport }: SandboxAddress): MockSandbox {
  const control = controlOf(reachedAt, transport)
  return {
    name,
    url,
    accountsUrl: accountsUrlOf(url),
    fetch: async (input, init) => await fetchTransport(new Request(withBase(input, url, reachedAt), init)),
    reset: async (...only) => { await control.ask('POST /reset', { body: only.length === 0 ? {} : { only } }) },
    audit: () => control.ask('GET /audit'),
    attachments: attachmentsOf(control),
    clock: clockOf(control),
    faults: faultsOf(control),
    records: recordsOf(control),
    requests: requestsOf(control),
    state: stateOf(control),
    tokens: tokensOf(control),
    users: usersOf(control)
  }
}

/** What is asked for, where it is reached: a path gets the base URL, and the base URL for clients is replaced. */
function withBase (input: string | URL | Request, url: string, reachedAt: string): string | Request {
  if (input instanceof Request) return input
  const text = String(input)
  return text.startsWith('/') ? `${reachedAt}${text}` : text.replace(url, reachedAt)
}
