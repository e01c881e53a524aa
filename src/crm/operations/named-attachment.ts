import type { Attachment } from '../../sandbox/entities.js'
import { redactSegment } from '../../secrets/redact.js'
import { Refusal } from '../../zoho/refusal.js'
import type { RuleName } from '../../zoho/rules.js'
import type { RecordCall } from '../call.js'

/**
 * The attachment whose id stands at the end of the URL.
 * @param unknown what a request is refused with where the record never had it
 * @param deleted where it was deleted
 * @throws {Refusal} one of these rules
 */
export function namedAttachment ({ place, request }: RecordCall, unknown: RuleName, deleted: RuleName): Attachment {
  const { params, sandbox: { world } } = request
  const { attachment: id } = params as { attachment: string }
  const attachment = world.attachments.find(place, id)
  if (attachment !== undefined) return attachment
  const name = `${place.module} ${place.record} has no attachment "${redactSegment(id)}"`
  throw world.attachments.wasDeleted(place, id) ? new Refusal(deleted, `${name}: it was deleted`) : new Refusal(unknown, name)
}
