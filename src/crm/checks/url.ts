import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Check } from '../../journal/trail.js'
import { explainSuccess } from '../../api/reply.js'
import { allowedMethodsAt } from '../../http/allowed-methods.js'
import { decodedPath } from '../../http/request-target.js'
import { redactSegment } from '../../secrets/redact.js'
import { isOpen, type Operation } from '../../zoho/operations.js'
import { Refusal, type Answers } from '../../zoho/rules.js'
import { matchVersion, newestVersion, versions, type Version } from '../../zoho/versions.js'
import type { CrmSettings, Handler } from '../request-context.js'
import { servedOperations } from '../served.js'
import { isElsewhere, whyUnknown } from '../unknown-url.js'

/** What the CRM has at a URL: an operation for the request's method, or only other methods. */
export type Route = { readonly version: string } & (
  | { readonly operation: Operation, readonly handler: Handler }
  | { readonly allowedMethods: readonly string[] }
)

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The requested operation; absent if the URL has none for the method. */
    operation?: Operation
    /** Answers the operation; the routes of the accounts server have none. */
    handler?: Handler
  }
}

/** The CRM has the URL. */
export const knownUrl: Check<[request: FastifyRequest, answers: Answers], Route> = {
  name: 'knownUrl',
  run ({ params, routeOptions: { config: { operation, handler } }, url }, answers) {
    const path = url.replace(/\?.*$/s, '').replace(/^\/crm/, '')
    // The router treats a doubled or trailing slash as an empty parameter.
    if (/\/(\/|$)/.test(path)) throw whyUnknown(path, answers)
    const isFound = operation !== undefined && handler !== undefined
    if (!isFound || isOpen(operation)) {
      // A word of the URL, such as `users`, is no module, and belongs to other methods.
      const decoded = decodedPath(url).replace('/crm', '')
      const served = servedOperations(answers)
      const words = allowedMethodsAt(served.filter(operation => !isOpen(operation)), decoded)
      if (words.length === 0 && isElsewhere(path)) throw whyUnknown(path, answers)
      const allowedMethods = words.length > 0 || isFound ? words : allowedMethodsAt(served, decoded)
      if (allowedMethods.length === 0 && !isFound) throw whyUnknown(path, answers)
      // The request may have matched no route, and then has no parameters.
      if (allowedMethods.length > 0) return { version: decodeURIComponent(url.split('/')[2] as string), allowedMethods }
    }
    return { version: (params as { version: string }).version, operation: operation as Operation, handler: handler as Handler }
  }
}

/** The version in the URL is supported. One above the newest known version is served as that, so that a new SDK works at once. */
export const knownVersion: Check<[name: string, reply: FastifyReply, settings: CrmSettings], Version> = {
  name: 'knownVersion',
  run (name, reply, { strictVersion }) {
    const match = matchVersion(name)
    switch (match.kind) {
      case 'known':
        return match.version
      case 'not-a-version':
        throw new Refusal('url.unknown', `expected /crm/ and a version such as ${newestVersion.name}, got "${redactSegment(name)}"`)
      case 'never-was':
        throw new Refusal('version.unsupported', `no version "${name}": there are ${versions.map(version => version.name).join(', ')}`)
      case 'newer':
        if (strictVersion) throw new Refusal('version.unsupported', `version "${name}" is newer than ${newestVersion.name}, and --strict-version refuses those`)
        explainSuccess(reply, `version "${name}" is newer than the double knows and was served as ${newestVersion.name}`)
        return newestVersion
    }
  },
  record (facts, { name }) { facts.version = name }
}

/** The URL has an operation for the request's method. */
export const knownMethod: Check<[route: Route, method: string], Extract<Route, { operation: Operation }>> = {
  name: 'knownMethod',
  run (route, method) {
    if ('operation' in route) return route
    throw new Refusal('method.unknown', `expected ${route.allowedMethods.join(' or ')} at this URL, got ${method}`)
  }
}
