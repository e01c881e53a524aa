import { sendJson } from '../../api/reply.js'
import { answerOf, Refusal } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import { readFields, readListing, readQuery } from '../checks/query.js'
import { pageOf, tokensOf, wholeSecond } from '../page.js'
import { presentOneRecord, presentRecords } from '../present-records.js'
import { recordOf, recordsOf } from '../record-of.js'
import { moduleHandler, recordHandler } from '../request-context.js'

/** Sends one record. */
export const getRecord = recordHandler({
  read: ({ request }) => readQuery(request, readFields),
  answer ({ settings: { answers }, recordRef: { module, record }, reply, request: { sandbox: { world } }, version }, shown) {
    return sendJson(reply.code(answerOf('records.read', answers).status), presentOneRecord(recordOf(world, module, record), { answers, org: world.org, fields: world.fields, version }, shown))
  }
}, 'records.none')

/** Lists the records of a module, newest first by default. */
export const getRecords = moduleHandler({
  read (context) {
    const listing = readQuery(context.request, parameters => readListing(context, { what: 'records', of: [context.module] }, parameters))
    context.request.observations.page = { number: listing.number, isByToken: listing.cursor !== undefined }
    return listing
  },
  answer (context, listing) {
    const { settings: { answers }, module, reply, request: { sandbox: { world } }, version } = context
    const { ids, since } = listing
    const all = ids === undefined ? recordsOf(world, module) : ids.filter(id => world.records.has(module, id)).map(id => recordOf(world, module, id))
    const rows = since === undefined ? all : all.filter(({ modifiedAt }) => wholeSecond(modifiedAt) > since)
    if (all.length > 0 && rows.length === 0) {
      throw new Refusal('list.not-modified', `none of the ${all.length} records of ${module} was modified after the If-Modified-Since ${zohoTime(since as number, world.org.zone)}`)
    }
    const page = pageOf(rows, listing)
    if (page.rows.length === 0) {
      const what = `${module} has ${rows.length || 'no'} records${ids === undefined ? '' : ' with these ids'}${world.records.isAny && ids === undefined ? ' that somebody wrote or named' : ''}`
      throw new Refusal('records.none', rows.length === 0 ? what : `page ${page.number} of ${listing.perPage} a page is past the end: ${what}`)
    }
    context.request.observations.hasMore = page.hasNext
    return sendJson(reply.code(answerOf('records.read', answers).status), presentRecords({ ...page, ...tokensOf(world, listing, page), ...listing, shown: listing.fields }, { answers, org: world.org, fields: world.fields, version }))
  }
})
