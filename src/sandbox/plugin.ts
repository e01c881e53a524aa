import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Refusal } from '../zoho/rules.js'
import { SandboxesBusyError, SandboxNameError, type Sandbox, type Sandboxes } from './sandboxes.js'
import { errorOf } from '../guard.js'
import { sandboxNameOf } from '../http/request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The sandbox that answers: the URL's, unless a token at the base URL selects another. */
    sandbox: Sandbox
  }
}

interface SandboxOptions {
  readonly sandboxes: Sandboxes
}

/** Opens the sandbox named in the URL, and keeps it from being dropped while it answers. */
export const sandbox = fp<SandboxOptions>(async function sandbox (app, { sandboxes }) {
  app.decorateRequest('sandbox')
  app.addHook('onRequest', (request, reply, done) => {
    done(errorOf(() => enterSandbox(open(sandboxes, sandboxNameOf(request.raw)), sandboxes, request, reply)))
  })
}, { name: 'sandbox' })

/** @throws {Refusal} `url.unknown` for an invalid name, `server.unavailable` if there is no room for another sandbox */
function open (sandboxes: Sandboxes, name: string | undefined): Sandbox {
  try {
    return sandboxes.open(name)
  } catch (error) {
    if (error instanceof SandboxNameError) throw new Refusal('url.unknown', error.message, { cause: error })
    if (error instanceof SandboxesBusyError) throw new Refusal('server.unavailable', error.message, { cause: error })
    throw error
  }
}

/** Makes a sandbox answer a request. */
export function enterSandbox (sandbox: Sandbox, sandboxes: Sandboxes, request: FastifyRequest, reply: FastifyReply): void {
  request.sandbox = sandbox
  // 'close' is emitted however the reply ends, even if the request is aborted.
  reply.raw.once('close', sandboxes.use(sandbox))
}
