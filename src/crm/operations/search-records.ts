import { sendJson } from '../../api/reply.js'
import type { ModuleRecord } from '../../store/records.js'
import { limits } from '../../zoho/limits.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { readFields, readPage, readQuery, type Parameters } from '../checks/query.js'
import { presentFound } from '../present-records.js'
import { moduleHandler, type ModuleRequestContext } from '../request-context.js'
import { parseCriteria } from '../search/criteria.js'
import { matching, withEmail, withPhone, withWord } from '../search/matches.js'
import { wordsOf } from '../search/values.js'

/** Searches the records of a module. Those that are found come newest first, which is inferred. */
export const searchRecords = moduleHandler({
  read: context => readQuery(context.request, parameters => {
    const find = readSearch(context, parameters)
    const page = readPage(parameters)
    if (page.number * page.perPage > limits.searched) {
      throw new Refusal('search.limit-reached', `page ${page.number} of ${page.perPage} a page is past the first ${limits.searched} records that a search gives`)
    }
    context.request.observations.page = { number: page.number, isByToken: false }
    return { find, ...page, shown: readFields(parameters) }
  }),
  async answer ({ settings: { answers }, module, reply, request: { observations, sandbox: { world } }, version }, { find, number, perPage, shown }) {
    const found = (await find()).reverse()
    const rows = found.slice((number - 1) * perPage, number * perPage)
    if (rows.length === 0) {
      throw new Refusal('records.none', found.length > 0 ? `page ${number} of ${perPage} a page is past the end of ${found.length} records` : `no record of ${module} meets the search${world.records.isAny ? '; only those that somebody wrote or named are searched' : ''}`)
    }
    const hasMore = observations.hasMore = number * perPage < found.length
    return sendJson(reply.code(answerOf('records.read', answers).status), presentFound(rows, { number, perPage, hasMore, shown }, { answers, world, version }))
  }
})

/**
 * Reads what to search for. Of several parameters the first counts, in the order of the page
 * zoho.com/crm/developer/docs/api/v7/search-records.html.
 * @returns finds the records, oldest first
 * @throws {Refusal} `search.…`
 */
function readSearch ({ module, request: { sandbox: { world } }, version: { equalsContains } }: ModuleRequestContext, parameters: Parameters): () => ModuleRecord[] | Promise<ModuleRecord[]> {
  const text = (name: string): string => parameters.get(name)?.trim() ?? ''
  const [criteriaText, email, phone, word] = ['criteria', 'email', 'phone', 'word'].map(text) as [string, string, string, string]
  if (criteriaText !== '') {
    const criteria = parseCriteria(criteriaText)
    return () => matching(world, module, criteria, equalsContains)
  }
  if (email !== '') return () => withEmail(world, module, email)
  if (phone !== '') return () => withPhone(world, module, phone)
  if (word === '') throw new Refusal('search.parameter-missing', 'expected one of the parameters criteria, email, phone and word, such as email=boyle@example.com')
  if (wordsOf(word).join('').length < limits.searchedWord) throw new Refusal('search.word-invalid', `expected word to have at least ${limits.searchedWord} letters or digits, got ${wordsOf(word).join('').length}`)
  return () => withWord(world, module, word)
}
