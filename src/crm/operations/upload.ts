import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AttachmentTable, RecordRef } from '../../store/attachments.js'
import type { Attachment, Person } from '../../store/entities.js'
import type { World } from '../../sandbox/world.js'
import { type Upload, readUpload, type LinkUpload } from '../../upload/upload.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import type { Check } from '../../journal/trail.js'
import { explainSuccess, sendJson } from '../../api/reply.js'
import { queryOf } from '../../http/query.js'
import { type CrmSettings, recordHandler, type RecordRequestContext } from '../request-context.js'
import { digestedOnFailure } from '../../store/content.js'
import { assertNotDeleted, assertNotReset } from '../checks/target.js'
import { presentUploaded } from '../present.js'
import type { PageTitles } from '../../titles/page-titles.js'

/** The body has exactly one file or link, within the limits. */
const acceptableBody: Check<[request: FastifyRequest, reply: FastifyReply, settings: CrmSettings], Promise<Upload>> = {
  name: 'acceptableBody',
  async run (request, reply, settings) {
    const { upload, remarks } = await readUpload(request, queryOf(request.url), settings)
    if (remarks.length > 0) explainSuccess(reply, `ignored: ${remarks.join('; ')}`)
    return upload
  }
}

/** Attaches a file or a link to a record. The query is read with the body, since it may hold some of the fields. */
export const upload = recordHandler({
  read: () => {},
  async answer (context) {
    const { settings, settings: { pageTitles }, recordRef, user, attachments, reply, request, request: { sandbox: { world } }, trail } = context
    const upload = await trail.checkAsync(acceptableBody, request, reply, settings)
    const target = { ...recordRef, user, attachments }
    const attachment = pageTitles && needsPageTitle(upload, world)
      ? await attachWithPageTitle(upload, target, context, pageTitles)
      : digestedOnFailure(upload.kind === 'file' ? [upload.content] : [], request.server.guarded, () => attach(world, target, upload))
    request.observations.attachment = attachment.id
    const stored = answerOf('upload.stored', settings.answers)
    return sendJson(reply.code(stored.status), presentUploaded(attachment, request.sandbox.world.org, stored))
  }
})

/** The record to attach something to, and the user who does. */
interface Target extends RecordRef {
  readonly user: Person
  /** The table of the world in which the record was found. */
  readonly attachments: AttachmentTable
}

/**
 * Stores an upload. A link without a title gets the seed's title for it, or else its URL. Zoho uses the meta title of the
 * linked page (Zoho's page, “title”); so does `attachWithPageTitle`, if the double may open connections.
 * @throws {DuplicateLinkError}
 * @throws {StoreFullError}
 * @throws {Refusal} `server.unavailable` if the sandbox was reset in the meantime, `record.unknown` if the record was deleted
 */
function attach ({ clock, attachments, records, linkTitles }: World, target: Target, upload: Upload): Attachment {
  const { module, record, user } = target
  assertNotReset(attachments === target.attachments, 'upload')
  assertNotDeleted(records, target)
  const createdAt = clock.now()
  return attachments.insert(upload.kind === 'file'
    ? { id: undefined, kind: 'file', module, record, name: upload.name, user, createdAt, content: upload.content }
    : { id: undefined, kind: 'link', module, record, name: upload.title ?? linkTitles.get(upload.url) ?? upload.url, user, createdAt, url: upload.url })
}

/** Whether an upload is a link for which neither the client nor the seed has a title. */
function needsPageTitle (upload: Upload, { linkTitles }: World): upload is LinkUpload {
  return upload.kind === 'link' && upload.title === undefined && !linkTitles.has(upload.url)
}

/**
 * Stores a link with the title of its page. Without one, the URL becomes the title, and `x-mock-explain` and the log say
 * why: no source says that Zoho refuses such a link.
 * @throws {DuplicateLinkError} before the page is fetched if possible
 * @throws {StoreFullError}
 * @throws {Refusal} `server.unavailable` if the sandbox was reset in the meantime, `request.malformed` if the client
 * disconnected
 */
async function attachWithPageTitle (upload: LinkUpload, target: Target, { request, reply }: RecordRequestContext, pageTitles: PageTitles): Promise<Attachment> {
  const { sandbox: { world }, log, server } = request
  const { url } = upload
  target.attachments.assertNewLink({ ...target, url })
  const disconnected = new AbortController()
  const onClose = (): void => disconnected.abort(new Error('the client went away'))
  reply.raw.once('close', onClose)
  const page = await pageTitles.of(url, disconnected.signal)
  reply.raw.off('close', onClose)
  if (disconnected.signal.aborted) throw new Refusal('request.malformed', 'the client went away while the title of its link was fetched')
  if ('title' in page) return attach(world, target, { ...upload, title: page.title })
  explainSuccess(reply, `the link is its own title: ${page.reason}`)
  server.guarded('the log', () => log.info(`no title from ${new URL(url).host}: ${page.reason}`))
  return attach(world, target, upload)
}
