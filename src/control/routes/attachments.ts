import { contentDisposition } from '../../http/headers.js'
import { bodyFrom } from '../../store/content.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'
import { storedAttachment } from '../shapes/sandbox.js'

/**
 * Anyone can upload anything. An uploaded page that ran on this origin could do everything the control API can. So files
 * are downloaded rather than shown, and as for every answer their type is not guessed. If a browser is told to show one
 * anyway, the page has no origin, runs no scripts and loads nothing.
 */
const HARMLESS = "sandbox; default-src 'none'"

/** Adds the routes for the attachments of a sandbox, as stored rather than as Zoho presents them. */
export function attachments (app: ControlApp): void {
  app.route({
    ...route('GET /attachments'),
    handler: async ({ sandbox: { world }, query: { module, record } }) => {
      const matches = [...world.attachments.all()].filter(attachment => (module ?? attachment.module) === attachment.module && (record ?? attachment.record) === attachment.record)
      return { attachments: matches.map(attachment => storedAttachment(attachment, world.org)) }
    }
  })

  app.route({
    ...route('GET /attachments/:id'),
    handler: async ({ sandbox: { world }, params: { id } }) => {
      const attachment = world.attachments.get(id)
      if (attachment === undefined) throw await unknownAttachment(id)
      return storedAttachment(attachment, world.org)
    }
  })

  app.route({
    ...route('GET /attachments/:id/content'),
    handler: async ({ sandbox: { world }, params: { id } }, reply) => {
      const attachment = world.attachments.get(id)
      if (attachment === undefined) throw await unknownAttachment(id)
      if (attachment.kind === 'link') throw (await httpErrors()).badRequest(`Attachment \`${attachment.id}\` is a link and has no content`)
      const { content, name } = attachment
      return reply
        .headers({ 'content-security-policy': HARMLESS, 'content-type': 'application/octet-stream', 'content-disposition': contentDisposition(name), 'content-length': content.size })
        .send(bodyFrom(content))
    }
  })
}

async function unknownAttachment (id: string): Promise<Error> {
  return (await httpErrors()).notFound(`No attachment \`${id}\` in this sandbox: GET /_mock/attachments lists them`)
}
