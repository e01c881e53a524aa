import { newestVersion } from '../../src/zoho/versions.js'
import type { FlowClient } from './flow-clients.js'

/** What a step sends, the status of its answer, and how clients see it. */
export interface FlowStep {
  readonly operation: string
  /** The predicate of a sentence that begins with the client's name. */
  readonly says: string
  readonly input?: object
  /** Without the version; `{id}` stands for the id of the record, `{note}` for that of its note. */
  readonly request: string
  readonly http: number
  readonly sees: (client: FlowClient) => object
}

/** Ids of the record, its attachments and its note, which a new world always gives. */
export const RECORD = '4150868000005277036'
export const FILE_ID = '4150868000005277037'
export const LINK_ID = '4150868000005277038'
export const NOTE = '4150868000005277039'
export const NOTE_FILE_ID = '4150868000005277040'

const uploaded = { code: 'SUCCESS', message: 'attachment uploaded successfully', status: 'success', createdAt: '2021-05-03T12:33:00.000Z', createdBy: 'Patricia Boyle' }

/** How clients see the answer to an upload. */
export function ofUpload (id: string): FlowStep['sees'] {
  return ({ owner, client }) => ({ http: 200, seenAs: client.sees.action, rows: [{ ...owner !== undefined && { seenAs: 'SuccessResponse' }, ...uploaded, id }] })
}

/** The requests of a client in a step, with the status of each response. What it asks of modules and fields comes first. */
export function requestsOf ({ operation, request, http }: FlowStep, client: FlowClient): string[] {
  const { client: { version }, notesVersion = version, usesRecordUrls } = client
  const place = usesRecordUrls ? request : request.replace(/^(PUT|DELETE) (.*)\/\{id\}$/, '$1 $2')
  const main = `${place.replace('{id}', RECORD).replace('{note}', NOTE)} ${http}`
  return [
    ...metadataFor(operation, client).map(path => `GET /crm/${version}/settings/${path} 200`),
    main.replace(' /', ` /crm/${operation === 'createNote' ? notesVersion : version}/`)
  ]
}

/** The metadata that the SDKs ask for before a step. They keep what comes in the folder of the run. */
function metadataFor (operation: string, { asksForFields, autoRefreshFields }: FlowClient): string[] {
  if (!asksForFields) return []
  if (operation === 'create') return autoRefreshFields ? ['modules', ...newestVersion.modules.map(() => 'fields')] : ['fields']
  if (operation === 'getNotes') return autoRefreshFields ? ['related_lists'] : ['related_lists', 'fields']
  return []
}
