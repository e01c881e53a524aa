import type { FastifyReply } from 'fastify'
import { contentDisposition } from '../http/headers.js'
import { bodyFrom, type Content } from '../store/content.js'

/**
 * Sends a file's bytes as they were uploaded, to be saved under its name.
 * @param type that of files by default. With the file's own type, SDKs would parse JSON and fail on XML. Source: the type that
 *   zoho/zohocrm-python-sdk (v2, v2.1) expects.
 */
export function sendFile (reply: FastifyReply, { name, content }: { readonly name: string, readonly content: Content }, type = 'application/x-download'): FastifyReply {
  return reply
    .headers({ 'content-type': type, 'content-disposition': contentDisposition(name), 'content-length': content.size })
    .send(bodyFrom(content))
}
