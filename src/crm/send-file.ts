import type { FastifyReply } from 'fastify'
import { contentDisposition } from '../http/headers.js'
import { bodyFrom, type Content } from '../store/content.js'

/**
 * The content type of every file. With the file's own type, SDKs would parse JSON and fail on XML. Source: the type that
 * zoho/zohocrm-python-sdk (v2, v2.1) expects.
 */
const DOWNLOAD_TYPE = 'application/x-download'

/** Sends a file's bytes as they were uploaded, to be saved under its name. */
export function sendFile (reply: FastifyReply, { name, content }: { readonly name: string, readonly content: Content }): FastifyReply {
  return reply
    .headers({ 'content-type': DOWNLOAD_TYPE, 'content-disposition': contentDisposition(name), 'content-length': content.size })
    .send(bodyFrom(content))
}
