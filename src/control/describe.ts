import { createHash } from 'node:crypto'
import type { Attachment, FileAttachment, Org } from '../sandbox/entities.js'
import { answerOf, rules, type Rule, type RuleName } from '../zoho/rules.js'
import { zohoTime } from '../zoho/time.js'

const hashes = new WeakMap<Attachment, string>()

/** Hashed when somebody asks, and once: an upload should not wait for it. */
function sha256Of (attachment: FileAttachment): string {
  const known = hashes.get(attachment)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const chunk of attachment.content.chunks) hash.update(chunk)
  const digest = hash.digest('hex')
  hashes.set(attachment, digest)
  return digest
}

/** An attachment as the control plane shows it: `size` in bytes, times in the org's offset. */
export function describeAttachment (attachment: Attachment, { zone }: Org): object {
  const { id, kind, module, record, name, user, createdAt } = attachment
  return {
    id,
    kind,
    module,
    record,
    name,
    ...attachment.kind === 'file'
      ? { size: attachment.content.size, sha256: sha256Of(attachment) }
      : { link: attachment.url },
    createdAt: zohoTime(createdAt, zone),
    user: { id: user.id, name: user.name }
  }
}

/** A rule as the control plane shows it: both answers whole, and whether they differ. */
export function describeRule (name: RuleName): object {
  const { when, observed }: Rule = rules[name]
  return {
    name,
    when,
    documented: describeAnswer(name, 'documented'),
    ...observed && { observed: describeAnswer(name, 'observed') }
  }
}

function describeAnswer (name: RuleName, answers: 'documented' | 'observed'): object {
  const { status, code, message, details = {}, evidence, source } = answerOf(name, answers)
  return { status, code, message, details, evidence, source }
}
