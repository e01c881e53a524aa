import type { FastifyReply, FastifyRequest } from 'fastify'
import { explainSuccess, sendJson } from '../../api/reply.js'
import { queryOf } from '../../http/query.js'
import type { Check } from '../../journal/trail.js'
import { redactSegment } from '../../secrets/redact.js'
import { digestedOnFailure } from '../../store/content.js'
import { readFiles } from '../../upload/files.js'
import type { UploadedFile } from '../../upload/form.js'
import { answerOf, Refusal } from '../../zoho/rules.js'
import { readQuery } from '../checks/query.js'
import { assertNotReset } from '../checks/target.js'
import { presentFiles } from '../present.js'
import { orgHandler, type CrmSettings } from '../request-context.js'
import { sendFile } from '../send-file.js'

/** The body has files, all of them within the limits. */
const acceptableFiles: Check<[request: FastifyRequest, reply: FastifyReply, settings: CrmSettings], Promise<readonly UploadedFile[]>> = {
  name: 'acceptableBody',
  async run (request, reply, settings) {
    const { files, remarks } = await readFiles(request, queryOf(request.url), settings)
    if (remarks.length > 0) explainSuccess(reply, `ignored: ${remarks.join('; ')}`)
    return files
  }
}

/** Stores the files of a form in Zoho's file system: all of them, or none. */
export const uploadFiles = orgHandler({
  // A reset during the upload replaces the table.
  read: ({ request }) => request.sandbox.world.files,
  async answer ({ settings, settings: { answers }, reply, request, trail, user }, table) {
    const files = await trail.checkAsync(acceptableFiles, request, reply, settings)
    const stored = digestedOnFailure(files.map(({ content }) => content), request.server.guarded, () => {
      const { world } = request.sandbox
      assertNotReset(world.files === table, 'upload')
      const createdAt = world.clock.now()
      return table.insert(files.map(({ name, content }) => ({ name, user, createdAt, content })))
    })
    request.observations.files = stored.map(({ id }) => id)
    const answer = answerOf('files.stored', answers)
    return sendJson(reply.code(answer.status), presentFiles(stored, answer))
  }
})

/** Sends a file's bytes as they were uploaded. */
export const getFile = orgHandler({
  read: ({ request }) => readQuery(request, parameters => {
    const id = parameters.get('id')
    if (id === undefined) throw new Refusal('files.id-missing', 'expected the id of a file in the query, as in files?id={id}; got no id')
    return id
  }),
  answer ({ settings: { answers }, reply, request: { sandbox: { world } } }, id) {
    const file = world.files.get(id)
    if (file === undefined) throw new Refusal('files.unknown', whyUnknown(id))
    return sendFile(reply.code(answerOf('files.sent', answers).status), file)
  }
})

function whyUnknown (id: string): string {
  if (/^\d{1,20}$/.test(id)) return `no file has the id "${id}", which looks like that of an attachment: those are at {module}/{record}/Attachments/{attachment}`
  return `no file has the id "${redactSegment(id)}": POST files gives ids, and a reset takes them away`
}
