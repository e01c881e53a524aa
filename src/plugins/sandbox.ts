import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Sandbox, Sandboxes } from '../sandbox/sandboxes.js'
import { faultOf } from './fault-of.js'
import { pathOf } from './request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The sandbox that answers: the URL's, until a token at the base URL tells another. */
    sandbox: Sandbox
  }
}

interface SandboxOptions {
  readonly sandboxes: Sandboxes
}

const names = new WeakMap<IncomingMessage, string>()

/** For Fastify's `rewriteUrl`: takes `/s/{name}` off a URL and remembers the name, so that one set of routes serves every sandbox. */
export function withoutSandbox (request: IncomingMessage): string {
  const url = pathOf(request)
  const [prefix, name = ''] = /^\/s\/([^/?]*)/.exec(url) ?? []
  if (prefix === undefined) return url
  // A name that would have to be decoded is none, and is refused as it stands.
  names.set(request, name)
  return pathWithoutSandbox(url)
}

/** The part of a path that says what is asked, whatever the sandbox. */
export function pathWithoutSandbox (path: string): string {
  return path.replace(/^\/s\/[^/?]*/, '').replace(/^(?!\/)/, '/')
}

/** The name of the sandbox that a request's URL names; nothing for the default one. */
export function sandboxNameOf (request: IncomingMessage): string | undefined {
  return names.get(request)
}

/** Opens the sandbox that the URL names, and keeps it while the request is answered. */
export const sandbox = fp<SandboxOptions>(async function sandbox (app, { sandboxes }) {
  app.decorateRequest('sandbox')
  app.addHook('onRequest', (request, reply, done) => {
    done(faultOf(() => enterSandbox(sandboxes.open(names.get(request.raw)), sandboxes, request, reply)))
  })
}, { name: 'sandbox' })

/** Makes a sandbox the one that answers a request. */
export function enterSandbox (sandbox: Sandbox, sandboxes: Sandboxes, request: FastifyRequest, reply: FastifyReply): void {
  request.sandbox = sandbox
  // 'close' comes after every end of a reply, that of an aborted request too.
  reply.raw.once('close', sandboxes.use(sandbox))
}
