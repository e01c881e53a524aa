import { contentDisposition } from '../../http/headers.js'
import { bodyFrom } from '../../store/content.js'
import { redactUrl } from '../../secrets/redact.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { recordHandler } from '../request-context.js'
import { readQuery } from '../checks/query.js'
import { knownAttachment } from '../checks/target.js'

/**
 * The content type of every file. With the file's own type, SDKs would parse JSON and fail on XML. Source: the type that
 * zoho/zohocrm-python-sdk (v2, v2.1) expects.
 */
export const DOWNLOAD_TYPE = 'application/x-download'

/** Sends a file's bytes as they were uploaded. */
export const download = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer (context) {
    const { settings, reply } = context
    const attachment = knownAttachment(context, 'download.unknown', 'download.unknown')
    if (attachment.kind === 'link') throw new Refusal('download.link', `attachment ${attachment.id} is the link ${redactUrl(attachment.url)}`)
    const { content } = attachment
    return reply
      .code(answerOf('download.sent', settings.answers).status)
      .headers({ 'content-type': DOWNLOAD_TYPE, 'content-disposition': contentDisposition(attachment.name), 'content-length': content.size })
      .send(bodyFrom(content))
  }
})
