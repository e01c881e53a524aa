import { baseUrlOf } from '../../http/base-url.js'
import { seedOf } from '../../seed/write.js'
import type { World } from '../../sandbox/world.js'
import type { RecordRef } from '../../store/attachments.js'
import type { ControlApp, ControlOptions } from '../mount.js'
import { route } from '../shapes/routes.js'

/** Adds the route that shows how to send the first request. */
export function samples (app: ControlApp, { publicUrl, journalSize }: ControlOptions): void {
  app.route({
    ...route('GET /samples'),
    handler: async request => {
      const { sandbox: { name, world } } = request
      // Few servers are asked for these texts.
      const [{ sampleOf }, { fileFor, sdks, TLS_PORT }] = await Promise.all([import('../../samples/sample.js'), import('../../samples/sdks.js')])
      // `now` is the time of the sandbox already.
      const { clock, ...seed } = seedOf(world)
      const upload = sampleOf(seed, world.clock.now())
      const url = baseUrlOf(request, name, publicUrl)
      const port = app.portOf('secureConnection') ?? TLS_PORT
      // Not below the path of a proxy, which serves what it serves.
      const httpsUrl = url.replace(/^http:\/\/(\[[^\]]*\]|[^:/]*).*$/s, (_, host) => `https://${host}:${port}${name === '' ? '' : `/s/${name}`}`)
      return {
        ...upload && { upload: { ...upload, link: unusedLink(world, upload) } },
        journalSize,
        sdks: sdks.map(sdk => ({ name: sdk.name, language: sdk.language, version: sdk.version, package: sdk.package, code: fileFor(sdk, sdk.isHttpsOnly ? httpsUrl : url) }))
      }
    }
  })
}

/** A page whose title the default world knows. */
const LINK = 'https://www.zohocorp.com'

/** @returns a link that the record does not have: the same one again would be refused */
function unusedLink ({ attachments }: World, recordRef: RecordRef): string {
  const used = new Set(attachments.ofRecord(recordRef).map(attachment => attachment.kind === 'link' && attachment.url))
  let link = LINK
  for (let count = 2; used.has(link); count++) link = `${LINK}/?${count}`
  return link
}
