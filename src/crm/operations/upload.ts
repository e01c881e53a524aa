import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AttachmentTable, RecordRef } from '../../store/attachments.js'
import type { Attachment, Person } from '../../store/entities.js'
import type { World } from '../../sandbox/world.js'
import { type Upload, readUpload, type LinkUpload } from '../../upload/upload.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import type { Check } from '../../journal/trail.js'
import { explainSuccess, sendJson } from '../../api/reply.js'
import { queryOf } from '../../upload/form.js'
import { type CrmSettings, ofRecord, type RecordRequestContext } from '../request-context.js'
import { keepDigests } from '../../store/content.js'
import { presentUploaded } from '../present.js'
import type { PageTitles } from '../../titles/page-titles.js'

/** An upload brings exactly one file or link, within the limits. */
export const acceptableBody: Check<[request: FastifyRequest, reply: FastifyReply, context: CrmSettings], Promise<Upload>> = {
  name: 'acceptableBody',
  async run (request, reply, context) {
    const { upload, remarks } = await readUpload(request, queryOf(request.url), context)
    if (remarks.length > 0) explainSuccess(reply, `ignored: ${remarks.join('; ')}`)
    return upload
  }
}

/** Attaches a file or a link to a record. Its query is read with its body, which it may bring parts of. */
export const upload = ofRecord({
  read: () => {},
  async answer (call) {
    const { settings, settings: { pageTitles }, recordRef, user, attachments, reply, request, request: { sandbox: { world } }, trail } = call
    const upload = await trail.checkLater(acceptableBody, request, reply, settings)
    const target = { ...recordRef, user, attachments }
    const attachment = pageTitles && needsPageTitle(upload, world)
      ? await attachWithPageTitle(upload, target, call, pageTitles)
      : attachOrDigest(upload, target, call)
    request.observations.attachment = attachment.id
    const stored = answerOf('upload.stored', settings.answers)
    return sendJson(reply.code(stored.status), presentUploaded(attachment, request.sandbox.world.org, stored))
  }
})

/** Keeps at least the digest of a file that cannot be attached. */
function attachOrDigest (upload: Upload, target: Target, { request: { sandbox: { world }, server } }: RecordRequestContext): Attachment {
  try {
    return attach(world, target, upload)
  } catch (error) {
    if (upload.kind === 'file') keepDigests([upload.content], server.guarded)
    throw error
  }
}

/** To what something is attached, and by whom. */
export interface Target extends RecordRef {
  readonly user: Person
  /** Where the record was found. */
  readonly attachments: AttachmentTable
}

/**
 * Keeps an upload. A link without a title takes the one that the seed has for it, or its own text. Zoho takes the meta
 * title of the linked page (the page, “title”); crm/page-title.ts does where the double may open connections.
 * @throws {DuplicateLinkError} or {StoreFullError}
 * @throws {Refusal} `server.unavailable` where the sandbox was reset
 * meanwhile: what a test left behind must not show up in the next
 */
export function attach ({ clock, attachments, linkTitles }: World, target: Target, upload: Upload): Attachment {
  const { module, record, user } = target
  if (attachments !== target.attachments) throw new Refusal('server.unavailable', 'the sandbox was reset before the upload was over; nothing was stored')
  const createdAt = clock.now()
  return attachments.insert(upload.kind === 'file'
    ? { id: undefined, kind: 'file', module, record, name: upload.name, user, createdAt, content: upload.content }
    : { id: undefined, kind: 'link', module, record, name: upload.title ?? linkTitles.get(upload.url) ?? upload.url, user, createdAt, url: upload.url })
}

/** Whether an upload is a link whose title neither the client nor the seed gives. */
export function needsPageTitle (upload: Upload, { linkTitles }: World): upload is LinkUpload {
  return upload.kind === 'link' && upload.title === undefined && !linkTitles.has(upload.url)
}

/**
 * Keeps a link with the title of its page. Where there is none the link is its own title, and `x-mock-explain` and the
 * log say why: no source says that Zoho refuses such a link.
 * @throws {Refusal} `upload.link-duplicate`, before anything is fetched where it can be told then; `upload.store-full`;
 * `server.unavailable` where the sandbox was reset meanwhile, whose new world never heard of the upload;
 * `request.malformed` where the client went away
 */
export async function attachWithPageTitle (upload: LinkUpload, target: Target, { request, reply }: RecordRequestContext, pageTitles: PageTitles): Promise<Attachment> {
  const { sandbox: { world }, log, server } = request
  const { url } = upload
  target.attachments.refuseDuplicate({ ...target, url })
  const left = new AbortController()
  const leave = (): void => left.abort(new Error('the client went away'))
  reply.raw.once('close', leave)
  const page = await pageTitles.of(url, left.signal)
  reply.raw.off('close', leave)
  if (left.signal.aborted) throw new Refusal('request.malformed', 'the client went away while the title of its link was fetched')
  if ('title' in page) return attach(world, target, { ...upload, title: page.title })
  explainSuccess(reply, `the link is its own title: ${page.reason}`)
  server.guarded('the log', () => log.info(`no title from ${new URL(url).host}: ${page.reason}`))
  return attach(world, target, upload)
}
