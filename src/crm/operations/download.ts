import { redactUrl } from '../../secrets/redact.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { recordHandler } from '../request-context.js'
import { readQuery } from '../checks/query.js'
import { knownAttachment } from '../checks/target.js'
import { sendFile } from '../send-file.js'

/** Sends a file's bytes as they were uploaded. */
export const download = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer (context) {
    const { settings, reply } = context
    const attachment = knownAttachment(context, 'download.unknown', 'download.unknown')
    if (attachment.kind === 'link') throw new Refusal('download.link', `attachment ${attachment.id} is the link ${redactUrl(attachment.url)}`)
    return sendFile(reply.code(answerOf('download.sent', settings.answers).status), attachment)
  }
})
