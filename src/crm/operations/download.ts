import { contentDisposition } from '../../http/headers.js'
import { bodyFrom } from '../../store/content.js'
import { redactUrl } from '../../secrets/redact.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { ofRecord } from '../request-context.js'
import { readQuery } from '../checks/query.js'
import { knownAttachment } from '../checks/target.js'

/**
 * Of every file, whatever it holds: with the file's own type SDKs parse a JSON file and fail on XML. Source: the type that
 * zoho/zohocrm-python-sdk (v2, v2.1) asks for.
 */
const DOWNLOAD_TYPE = 'application/x-download'

/** Sends a file's bytes as they were uploaded. */
export const download = ofRecord({
  read: ({ request }) => readQuery(request, () => {}),
  answer (call) {
    const { settings, reply } = call
    const attachment = knownAttachment(call, 'download.unknown', 'download.unknown')
    if (attachment.kind === 'link') throw new Refusal('download.link', `attachment ${attachment.id} is the link ${redactUrl(attachment.url)}`)
    const { content } = attachment
    return reply
      .code(answerOf('download.sent', settings.answers).status)
      .headers({ 'content-type': DOWNLOAD_TYPE, 'content-disposition': contentDisposition(attachment.name), 'content-length': content.size })
      .send(bodyFrom(content))
  }
})
