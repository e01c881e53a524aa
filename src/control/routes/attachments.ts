import { contentDisposition } from '../../http/headers.js'
import { bodyFrom, sliceOf } from '../../store/content.js'
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
    handler: async ({ sandbox: { world }, params: { id }, headers, method }, reply) => {
      const attachment = world.attachments.get(id)
      if (attachment === undefined) throw await unknownAttachment(id)
      if (attachment.kind === 'link') throw (await httpErrors()).badRequest(`Attachment \`${attachment.id}\` is a link and has no content`)
      const { content, name } = attachment
      reply.headers({ 'content-security-policy': HARMLESS, 'content-type': 'application/octet-stream', 'content-disposition': contentDisposition(name), 'accept-ranges': 'bytes' })
      // RFC 9110 §14.2: a range is for GET only. Files have no validators, so none that a client has is the right one (§13.1.5).
      const range = method === 'GET' && headers['if-range'] === undefined && headers.range !== undefined ? await rangeOf(headers.range, content.size) : undefined
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${content.size}`)
        throw (await httpErrors()).rangeNotSatisfiable(`Expected a range within the ${content.size} bytes of the file, got \`${headers.range}\``)
      }
      if (range === undefined) return reply.header('content-length', content.size).send(bodyFrom(content))
      const [start, end] = [range.start, range.end + 1]
      return reply.code(206).headers({ 'content-range': `bytes ${start}-${range.end}/${content.size}`, 'content-length': end - start }).send(bodyFrom(sliceOf(content, start, end)))
    }
  })
}

/** @returns the range that a header asks for; `undefined` for more than one, and for a header that is to be ignored */
async function rangeOf (header: string, size: number): Promise<{ readonly start: number, readonly end: number } | 'unsatisfiable' | undefined> {
  const { default: parseRange } = await import('range-parser')
  const ranges = parseRange(size, header, { combine: true })
  if (ranges === -1) return 'unsatisfiable'
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length > 1 ? undefined : ranges[0]
}

async function unknownAttachment (id: string): Promise<Error> {
  return (await httpErrors()).notFound(`No attachment \`${id}\` in this sandbox: GET /_mock/attachments lists them`)
}
