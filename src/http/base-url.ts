import type { FastifyRequest } from 'fastify'
import { targetOf } from './request-target.js'

/** The full URL of the token endpoint below a base URL: what Zoho's SDKs call the accounts URL. */
export function accountsUrlOf (baseUrl: string): string {
  return `${baseUrl}/oauth/v2/token`
}

/**
 * The URL under which the caller reached a sandbox: `--public-url`, or X-Forwarded-Proto and X-Forwarded-Host, or the whole
 * URL that was asked for, or Host.
 * @param sandbox its name; empty for the default one
 * @param publicUrl without a slash at its end
 */
export function baseUrlOf (request: FastifyRequest, sandbox: string, publicUrl?: string): string {
  return `${publicUrl ?? originOf(request)}${sandbox === '' ? '' : `/s/${sandbox}`}`
}

/** The origin that the caller asked, as far as the request says it. */
export function originOf ({ headers, raw, protocol, host }: FastifyRequest): string {
  const target = targetOf(raw)
  if (target === undefined) return `${protocol}://${host}`
  // A proxy on the way says how it was asked itself.
  return `${headers['x-forwarded-proto'] === undefined ? target.protocol : protocol}://${headers['x-forwarded-host'] === undefined ? target.host : host}`
}
