import type { FastifyRequest } from 'fastify'
import { targetOf } from './request-target.js'

/** The full URL of the token endpoint for a base URL. Zoho's SDKs call it the accounts URL. */
export function accountsUrlOf (baseUrl: string): string {
  return `${baseUrl}/oauth/v2/token`
}

/**
 * The URL under which the caller reached a sandbox, taken from `--public-url`, or else X-Forwarded-Proto and X-Forwarded-Host,
 * or else an absolute request URL, or else Host.
 * @param sandbox its name; empty for the default sandbox
 * @param publicUrl without a trailing slash
 */
export function baseUrlOf (request: FastifyRequest, sandbox: string, publicUrl?: string): string {
  return `${publicUrl ?? originOf(request)}${sandbox === '' ? '' : `/s/${sandbox}`}`
}

/** The origin that the caller used, as far as the request reveals it. */
export function originOf ({ headers, raw, protocol, host }: FastifyRequest): string {
  const target = targetOf(raw)
  if (target === undefined) return `${protocol}://${host}`
  // A proxy in between says in X-Forwarded-* how it was reached.
  return `${headers['x-forwarded-proto'] === undefined ? target.protocol : protocol}://${headers['x-forwarded-host'] === undefined ? target.host : host}`
}
