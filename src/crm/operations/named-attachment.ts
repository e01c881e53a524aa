import type { Attachment } from '../../sandbox/entities.js'
import { redactSegment } from '../../secrets/redact.js'
import { Refusal } from '../../zoho/refusal.js'
import type { RuleName } from '../../zoho/rules.js'
import { found, type Call } from '../call.js'

/**
 * The attachment whose id stands at the end of the URL.
 * @param rule what a request is refused with where the record does not have it
 * @throws {Refusal} that rule
 */
export function namedAttachment (call: Call, rule: RuleName): Attachment {
  const { params, sandbox: { world } } = call.request
  const { attachment: id } = params as { attachment: string }
  const place = found(call, 'place')
  const attachment = world.attachments.find(place, id)
  if (attachment === undefined) throw new Refusal(rule, `${place.module} ${place.record} has no attachment "${redactSegment(id)}"`)
  return attachment
}
