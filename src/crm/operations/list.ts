import { sendJson } from '../../plugins/send-json.js'
import { limits } from '../../zoho/limits.js'
import { presentList } from '../../zoho/present.js'
import { Refusal } from '../../zoho/refusal.js'
import { answerOf } from '../../zoho/rules.js'
import { found, type Call } from '../call.js'
import { pageOf, type Page } from '../page.js'
import { writePageToken, type Cursor } from '../page-token.js'
import { ATTACHMENTS, type Operation } from './operation.js'

/** Lists a record's attachments, newest first. */
export const list: Operation = {
  name: 'list',
  method: 'GET',
  path: ATTACHMENTS,
  scope: { allows: 'READ', preposition: 'of' },
  answer (call) {
    const { context, reply, request: { sandbox: { world } } } = call
    const place = found(call, 'place')
    const listing = found(call, 'listing')
    const { ids } = listing
    const rows = ids === undefined ? world.attachments.of(place) : ids.flatMap(id => world.attachments.find(place, id) ?? [])
    const page = pageOf(rows, listing)
    if (page.rows.length === 0) {
      const what = `${place.module} ${place.record} has ${rows.length || 'no'} attachments${ids === undefined ? '' : ' with these ids'}`
      throw new Refusal('list.empty', rows.length === 0 ? what : `page ${page.number} of ${listing.perPage} a page is past the end: ${what}`)
    }
    call.request.notes.hasMore = page.hasOlder
    const body = presentList({ ...page, ...tokensOf(call, listing.key, page), perPage: listing.perPage }, {
      answers: context.answers,
      org: world.org,
      version: found(call, 'version'),
      fields: listing.fields,
      fileId: world.ids.file,
      recordName: world.records.nameOf(place.module, place.record)
    })
    return sendJson(reply.code(answerOf('list.listed', context.answers).status), body)
  }
}

interface Tokens {
  readonly nextToken?: string
  readonly previousToken?: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The tokens with which the pages beside this one can be had. */
function tokensOf (call: Call, list: string, { rows, hasOlder, hasNewer }: Page): Tokens {
  const { clock, ids } = call.request.sandbox.world
  const expiresAt = clock.now() + limits.pageTokenLifetime * 1000
  const token = (direction: Cursor['direction'], id: string | undefined): string =>
    writePageToken({ direction, id: id as string, list, expiresAt }, ids)
  return {
    expiresAt,
    ...hasOlder && { nextToken: token('older', rows.at(-1)?.id) },
    ...hasNewer && { previousToken: token('newer', rows[0]?.id) }
  }
}
