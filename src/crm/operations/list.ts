import { sendJson } from '../../api/reply.js'
import { presentList } from '../present.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import { recordHandler } from '../request-context.js'
import { readListing } from '../checks/query.js'
import { pageOf, tokensOf, wholeSecond } from '../page.js'

/** Lists a record's attachments, newest first by default. */
export const list = recordHandler({
  read: context => readListing(context, { what: 'attachments', of: [context.recordRef.module, context.recordRef.record] }),
  answer (context, listing) {
    const { settings, recordRef, reply, request: { sandbox: { world } }, version } = context
    const { ids, since } = listing
    const all = ids === undefined ? world.attachments.ofRecord(recordRef) : ids.flatMap(id => world.attachments.find(recordRef, id) ?? [])
    const rows = since === undefined ? all : all.filter(({ createdAt }) => wholeSecond(createdAt) > since)
    if (all.length > 0 && rows.length === 0) {
      throw new Refusal('list.not-modified', `none of the ${all.length} attachments of ${recordRef.module} ${recordRef.record} is newer than the If-Modified-Since ${zohoTime(since as number, world.org.zone)}`)
    }
    const page = pageOf(rows, listing)
    if (page.rows.length === 0) {
      const what = `${recordRef.module} ${recordRef.record} has ${rows.length || 'no'} attachments${ids === undefined ? '' : ' with these ids'}`
      throw new Refusal('list.empty', rows.length === 0 ? what : `page ${page.number} of ${listing.perPage} a page is past the end: ${what}`)
    }
    context.request.observations.hasMore = page.hasNext
    const body = presentList({ ...page, ...tokensOf(world, listing, page), hasMore: page.hasNext, perPage: listing.perPage }, {
      answers: settings.answers,
      org: world.org,
      version,
      fields: listing.fields,
      fileId: world.ids.file,
      recordName: world.records.nameOf(recordRef.module, recordRef.record)
    })
    return sendJson(reply.code(answerOf('list.listed', settings.answers).status), body)
  }
})
