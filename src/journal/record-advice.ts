import { limits } from '../zoho/limits.js'
import type { recordRules, searchRules } from '../zoho/rules/record-calls.js'

/** What to change after a refusal of a request about records, by rule; `null` where nothing has to change. */
export const recordLines: Readonly<Record<keyof typeof recordRules | keyof typeof searchRules, string | null>> = {
  'records.created': null,
  'records.updated': null,
  'records.upserted': null,
  'records.partial': 'Read each row of “data”: not every record was written or deleted.',
  'records.read': null,
  'records.none': null,
  'records.body-malformed': 'Send JSON with the records in “data”, such as {"data":[{"Last_Name":"Boyle"}]}.',
  'records.data-missing': 'Put the records into an array with the name “data”.',
  'records.data-malformed': 'Send “data” as an array with an object for each record.',
  'records.too-many': `Send at most ${limits.recordRows} records with one request, and one at the URL of a record.`,
  'records.field-missing': 'Give the field that the explanation names a value.',
  'records.id-missing': 'Give each row the “id” of its record, or put the id at the end of the path.',
  'records.id-unknown': 'Use the id of a record that exists, as the answer to its creation has it.',
  'records.type-wrong': 'Send the value with the type that the explanation names, or null for none.',
  'records.value-too-long': 'Shorten the text to what the explanation names.',
  'records.duplicate': 'Send another value, or update the record whose id is in the details. The seed makes the field unique.',
  'records.already-modified': 'Read the record again, and decide again what to change.',
  'records.store-full': 'Delete records or reset the sandbox.',
  'records.deleted': null,
  'records.not-deleted': 'Take this answer for a success if the client tries deletions again. Otherwise use the id of a record that exists.',
  'records.none-deleted': 'Use ids of records that exist.',
  'records.ids-missing': `Put the id of the record at the end of the path, or up to ${limits.recordsToDelete} of them into “ids”.`,
  'records.too-many-ids': `Delete at most ${limits.recordsToDelete} records with one request.`,
  'search.parameter-missing': 'Add criteria, email, phone or word to the query.',
  'search.criteria-invalid': 'Write criteria as ((Last_Name:equals:Boyle)and(City:starts_with:New)), percent-encoded.',
  'search.word-invalid': `Search for at least ${limits.searchedWord} characters.`,
  'search.limit-reached': `Narrow the search: it gives the first ${limits.searched} records and no more.`
}
