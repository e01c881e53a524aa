import type { FastifyRequest } from 'fastify'
import { sendJson } from '../../api/reply.js'
import type { Check } from '../../journal/trail.js'
import { digestedOnFailure } from '../../store/content.js'
import type { MemoryQuota } from '../../store/memory-quota.js'
import type { UploadedFile } from '../../upload/form.js'
import { readPhoto } from '../../upload/photo.js'
import { answerOf, Refusal, type Answers, type RuleName } from '../../zoho/rules.js'
import { readQuery, type Parameters } from '../checks/query.js'
import { assertNotDeleted, assertNotReset } from '../checks/target.js'
import { presentDone } from '../present.js'
import { recordHandler, type RecordRequestContext } from '../request-context.js'
import { sendFile } from '../send-file.js'

/** The body has exactly one photo, within the limits. */
const acceptablePhoto: Check<[request: FastifyRequest, memoryQuota: MemoryQuota], Promise<UploadedFile>> = {
  name: 'acceptableBody',
  run: readPhoto
}

/** Automation that a client can suppress; the double has none. Source: zoho/crm-oas v8.0/record_photo (ff5c91b). */
const readTriggers = (parameters: Parameters): void => { parameters.get('restrict_triggers') }

/** Stores the photo of a record in the place of the one before. */
export const uploadRecordPhoto = recordHandler({
  read: ({ request }) => readQuery(request, readTriggers),
  async answer (context) {
    const { settings: { answers, memoryQuota }, request, trail } = context
    const { photos, records } = request.sandbox.world
    const photo = await trail.checkAsync(acceptablePhoto, request, memoryQuota)
    digestedOnFailure([photo.content], request.server.guarded, () => store(photo, context, { photos, records }))
    return done(context, 'photo.uploaded', answers)
  }
})

/**
 * @throws {Refusal} `server.unavailable` if the sandbox was reset in the meantime, `record.unknown` if the record was deleted
 * @throws {StoreFullError}
 */
function store (photo: UploadedFile, { recordRef, request: { sandbox: { world } } }: RecordRequestContext, { photos, records }: Pick<typeof world, 'photos' | 'records'>): void {
  assertNotReset(photos === world.photos && records === world.records, 'upload')
  assertNotDeleted(records, recordRef)
  photos.put({ ...recordRef, ...photo })
}

/** Sends the bytes of a photo as they were uploaded, with the type of the image. */
export const getRecordPhoto = recordHandler({
  read: ({ request }) => readQuery(request, () => {}),
  async answer ({ settings: { answers }, recordRef, reply, request: { sandbox: { world } } }) {
    const photo = world.photos.of(recordRef)
    if (photo === undefined) throw new Refusal('photo.none', `${recordRef.module} ${recordRef.record} has no photo`)
    const { imageOf } = await import('../../upload/image.js')
    return sendFile(reply.code(answerOf('photo.sent', answers).status), photo, imageOf(photo.content)?.mediaType)
  }
})

/** Deletes the photo of a record. */
export const deleteRecordPhoto = recordHandler({
  read: ({ request }) => readQuery(request, readTriggers),
  answer (context) {
    const { settings: { answers }, recordRef, request: { sandbox: { world } } } = context
    if (!world.photos.delete(recordRef)) throw new Refusal('photo.none-to-delete', `${recordRef.module} ${recordRef.record} has no photo`)
    return done(context, 'photo.deleted', answers)
  }
}, 'photo.record-unknown')

function done ({ reply }: RecordRequestContext, rule: RuleName, answers: Answers): ReturnType<typeof sendJson> {
  const answer = answerOf(rule, answers)
  return sendJson(reply.code(answer.status), presentDone(answer))
}
