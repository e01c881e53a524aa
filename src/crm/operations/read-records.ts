import type { FastifyReply } from 'fastify'
import { sendJson } from '../../api/reply.js'
import type { ModuleRecord } from '../../store/records.js'
import { NOTES } from '../../zoho/notes.js'
import { answerOf, Refusal } from '../../zoho/rules.js'
import { zohoTime } from '../../zoho/time.js'
import { readFields, readListing, readQuery } from '../checks/query.js'
import { pageOf, tokensOf, wholeSecond, type Listing } from '../page.js'
import { presentOneRecord, presentRecords } from '../present-records.js'
import { recordOf, recordsOf } from '../record-of.js'
import { moduleHandler, recordHandler, type ModuleRequestContext } from '../request-context.js'

/** Sends one record. */
export const getRecord = recordHandler({
  read: ({ request }) => readQuery(request, readFields),
  answer ({ settings: { answers }, recordRef: { module, record }, reply, request: { sandbox: { world } }, version }, shown) {
    return sendJson(reply.code(answerOf('records.read', answers).status), presentOneRecord(recordOf(world, module, record), { answers, world, version }, shown))
  }
}, 'records.none')

/** Lists the records of a module, newest first by default; notes oldest first. Source: zoho.com/crm/developer/docs/api/v7/get-notes.html. */
export const getRecords = moduleHandler({
  read: context => readListing(context, { what: 'records', of: [context.module], isOldestFirst: context.module === NOTES }),
  answer (context, listing) {
    const { module, request: { sandbox: { world } } } = context
    const { ids } = listing
    const all = ids === undefined ? recordsOf(world, module) : ids.filter(id => world.records.has(module, id)).map(id => recordOf(world, module, id))
    return sendListing(context, listing, all, `${module} has ${all.length || 'no'} records${ids === undefined ? '' : ' with these ids'}${world.records.isAny && ids === undefined ? ' that somebody wrote or named' : ''}`)
  }
})

/**
 * Sends a page of records.
 * @param all the records that are listed, oldest first
 * @param what how many there are, as a sentence
 */
export function sendListing ({ settings: { answers }, module, reply, request: { observations, sandbox: { world } }, version }: ModuleRequestContext, listing: Listing, all: readonly ModuleRecord[], what: string): FastifyReply {
  const { since } = listing
  const rows = since === undefined ? all : all.filter(({ modifiedAt }) => wholeSecond(modifiedAt) > since)
  if (all.length > 0 && rows.length === 0) {
    throw new Refusal('list.not-modified', `${what}, and none was modified after the If-Modified-Since ${zohoTime(since as number, world.org.zone)}`)
  }
  const page = pageOf(rows, listing)
  if (page.rows.length === 0) throw new Refusal('records.none', rows.length === 0 ? what : `page ${page.number} of ${listing.perPage} a page is past the end: ${what}`)
  observations.hasMore = page.hasNext
  const body = presentRecords({ ...page, ...tokensOf(world, listing, page), ...listing, module, shown: listing.fields }, { answers, world, version })
  return sendJson(reply.code(answerOf('records.read', answers).status), body)
}
