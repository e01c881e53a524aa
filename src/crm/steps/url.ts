import { explainSuccess } from '../../plugins/headers.js'
import { redactSegment } from '../../secrets/redact.js'
import { Refusal } from '../../zoho/refusal.js'
import { matchVersion, newestVersion, versions } from '../../zoho/versions.js'
import type { Call } from '../call.js'
import { whyUnknown } from '../unknown-url.js'

/** Step: the URL is one that the CRM has. */
export function knownUrl ({ request, findings, context }: Call): void {
  const { operation } = request.routeOptions.config
  if (operation) findings.operation = operation
  const path = request.url.replace(/\?.*$/s, '').replace(/^\/crm/, '')
  // The router takes a doubled slash, or one at the end, for a parameter without characters.
  if (request.is404 || /\/(\/|$)/.test(path)) throw whyUnknown(request.method, path, context.answers)
}

/** Step: the version in the URL is served. A newer one than the newest known is served as that, so that a new SDK works at once. */
export function knownVersion ({ request, reply, context, findings }: Call): void {
  const { version: name = '' } = request.params as { version?: string }
  const match = matchVersion(name)
  switch (match.kind) {
    case 'known':
      findings.version = match.version
      return
    case 'not-a-version':
      throw new Refusal('url.unknown', `expected /crm/ and a version such as ${newestVersion.name}, got "${redactSegment(name)}"`)
    case 'never-was':
      throw new Refusal('version.unsupported', `no version "${name}": there are ${versions.map(version => version.name).join(', ')}`)
    case 'newer':
      if (context.strictVersion) throw new Refusal('version.unsupported', `version "${name}" is newer than ${newestVersion.name}, and --strict-version refuses those`)
      findings.version = newestVersion
      explainSuccess(reply, `version "${name}" is newer than the double knows and was served as ${newestVersion.name}`)
  }
}

/** Step: the URL has an operation with the request's method. */
export function knownMethod ({ request }: Call): void {
  const { allowedMethods } = request.routeOptions.config
  if (allowedMethods) throw new Refusal('method.unknown', `expected ${allowedMethods.join(' or ')} at this URL, got ${request.method}`)
}
