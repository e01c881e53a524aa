import type { FastifyRequest } from 'fastify'
import type { Sandbox } from '../sandbox/sandboxes.js'

/** The full URL of the token endpoint below a base URL: what Zoho's SDKs call the accounts URL. */
export function accountsUrlOf (baseUrl: string): string {
  return `${baseUrl}/oauth/v2/token`
}

/**
 * The URL under which the caller reached a sandbox: `--public-url`, or X-Forwarded-Proto and X-Forwarded-Host, or Host.
 * @param publicUrl without a slash at its end
 */
export function baseUrlOf ({ protocol, host }: FastifyRequest, { name }: Sandbox, publicUrl?: string): string {
  return `${publicUrl ?? `${protocol}://${host}`}${name === '' ? '' : `/s/${name}`}`
}
