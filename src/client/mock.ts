import { createHash } from 'node:crypto'
import type { CatalogueRule, SandboxInfo } from '../control/shapes/server.js'
import { controlOf, type Transport, type Control } from './control.js'
import { isSandboxName } from '../http/sandbox-name.js'
import { sandboxAt, type MockSandbox } from './sandbox.js'

/** A double, in this process or another. It is also its own default sandbox. */
export interface Mock extends MockSandbox, AsyncDisposable {
  /** `url` by HTTPS; undefined without `tlsPort`, and for a double in another process. */
  readonly tlsUrl: string | undefined
  /**
   * The certificate authority that clients have to trust, as PEM; undefined without `tlsUrl`, and if the certificate is
   * your own.
   */
  readonly ca: string | undefined
  /**
   * A named sandbox of the same double. It is created from the seed when it is first used.
   * @param name any text, such as the title of a test. It is used as it is if it has 1 to 64 letters, digits, `.`, `_` and
   *   `-`, and begins with a letter or digit. Otherwise a name is made of it, another one for each text.
   */
  sandbox (name: string): MockSandbox
  readonly sandboxes: MockSandboxes
  /** Lists the catalogue: every answer that the double can give, with its evidence. */
  rules (): Promise<CatalogueRule[]>
  /** Stops a double in this process at once and cuts off requests in flight. A double in another process keeps running. */
  close (): Promise<void>
}

/** How to reach a double. */
interface MockAddress {
  readonly url: string
  readonly reachedAt: string
  readonly transport: Transport
  readonly tlsUrl?: string | undefined
  readonly ca?: string | undefined
  readonly close: () => Promise<void>
}

/** Creates the interface to a double. */
export function mockAt ({ url, reachedAt, transport, tlsUrl, ca, close }: MockAddress): Mock {
  const control = controlOf(reachedAt, transport)
  return {
    ...sandboxAt({ name: '', url, reachedAt, transport }),
    tlsUrl,
    ca,
    sandbox: text => {
      const name = sandboxNameFrom(text)
      return sandboxAt({ name, url: `${url}/s/${name}`, reachedAt: `${reachedAt}/s/${name}`, transport })
    },
    sandboxes: sandboxesOf(control),
    rules: async () => (await control.ask('GET /rules')).rules,
    close,
    [Symbol.asyncDispose]: close
  }
}

/** How much of a text can be seen in the name of its sandbox, in characters. */
const SHOWN = 40

/** @returns the text itself if it is a valid name; otherwise a name that begins like it and ends in a part of its SHA-256 */
function sandboxNameFrom (text: string): string {
  if (isSandboxName(text)) return text
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const start = text.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '').slice(0, SHOWN).replace(/-$/, '')
  return start === '' ? digest : `${start}-${digest}`
}

/** The named sandboxes of a double. */
export interface MockSandboxes {
  /** Lists the sandboxes, the longest unused first. */
  list (): Promise<SandboxInfo[]>
  /**
   * Deletes a sandbox, even while it is answering. If it is used again, it starts from the seed.
   * @throws {MockError} if it does not exist
   */
  delete (name: string): Promise<void>
}

function sandboxesOf (control: Control): MockSandboxes {
  return {
    list: async () => (await control.ask('GET /sandboxes')).sandboxes,
    delete: async name => { await control.ask('DELETE /sandboxes/:name', { params: { name } }) }
  }
}
