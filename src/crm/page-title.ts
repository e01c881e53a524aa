import { explainSuccess } from '../plugins/headers.js'
import type { Attachment } from '../sandbox/entities.js'
import type { World } from '../sandbox/world.js'
import type { PageTitles } from '../titles/page-titles.js'
import type { LinkUpload, Upload } from '../upload/upload.js'
import { Refusal } from '../zoho/refusal.js'
import { attach, type Target } from './attach.js'
import type { RecordCall } from './call.js'

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
export async function attachWithPageTitle (upload: LinkUpload, target: Target, { request, reply }: RecordCall, pageTitles: PageTitles): Promise<Attachment> {
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
