import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Refusal } from '../zoho/rules.js'
import { SandboxesBusyError, SandboxNameError, type Sandbox, type Sandboxes } from './sandboxes.js'
import { errorOf } from '../http/pending-delays.js'
import { sandboxNameOf } from '../http/request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The sandbox that answers: the URL's, until a token at the base URL tells another. */
    sandbox: Sandbox
  }
}

interface SandboxOptions {
  readonly sandboxes: Sandboxes
}

/** Opens the sandbox that the URL names, and keeps it while the request is answered. */
export const sandbox = fp<SandboxOptions>(async function sandbox (app, { sandboxes }) {
  app.decorateRequest('sandbox')
  app.addHook('onRequest', (request, reply, done) => {
    done(errorOf(() => enterSandbox(open(sandboxes, sandboxNameOf(request.raw)), sandboxes, request, reply)))
  })
}, { name: 'sandbox' })

/** @throws {Refusal} where no sandbox of that name can be had */
function open (sandboxes: Sandboxes, name: string | undefined): Sandbox {
  try {
    return sandboxes.open(name)
  } catch (error) {
    if (error instanceof SandboxNameError) throw new Refusal('url.unknown', error.message, { cause: error })
    if (error instanceof SandboxesBusyError) throw new Refusal('server.unavailable', error.message, { cause: error })
    throw error
  }
}

/** Makes a sandbox the one that answers a request. */
export function enterSandbox (sandbox: Sandbox, sandboxes: Sandboxes, request: FastifyRequest, reply: FastifyReply): void {
  request.sandbox = sandbox
  // 'close' comes after every end of a reply, that of an aborted request too.
  reply.raw.once('close', sandboxes.use(sandbox))
}
