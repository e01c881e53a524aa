import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Check } from '../../journal/trail.js'
import { explainSuccess } from '../../plugins/headers.js'
import { queryOf } from '../../upload/form.js'
import { readUpload, type Upload } from '../../upload/upload.js'
import type { CallContext } from '../call.js'

/** An upload brings exactly one file or link, within the limits. */
export const acceptableBody: Check<[request: FastifyRequest, reply: FastifyReply, context: CallContext], Promise<Upload>> = {
  name: 'acceptableBody',
  async run (request, reply, context) {
    const { upload, remarks } = await readUpload(request, queryOf(request.url), context)
    if (remarks.length > 0) explainSuccess(reply, `ignored: ${remarks.join('; ')}`)
    return upload
  }
}
