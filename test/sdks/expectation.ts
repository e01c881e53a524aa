import { createHash } from 'node:crypto'
import type { Client } from './clients.js'
import { uploads, type Call, type Upload, type UploadName } from './steps.js'

/** The frozen time and the user of the uploads. */
const uploadDetails = { createdAt: '2021-05-03T12:33:00.000Z', createdBy: 'Patricia Boyle' }

/**
 * The report that is expected of a client for a call.
 * @param url the base URL that it was given
 * @param idOf gets the id of an attachment that it uploaded before or in this call
 */
export function expected (call: Call, client: Client, url: string, idOf: (name: string) => string): object {
  const { sees } = client
  const can = (limit: Client['limits'][number]): boolean => !client.limits.includes(limit)
  const row = (seenAs: string | undefined, content: object): object => ({ ...seenAs !== undefined && { seenAs }, ...content })
  const http = statusOf(call)

  if (call.operation === 'init') {
    // An SDK would send its next requests to any other address here.
    return { ...client.knowsDomain && { apiDomain: url }, ...client.user !== undefined && { user: client.user } }
  }
  if (call.refusal) {
    const { answer, observed = answer } = call.refusal
    return { http, seenAs: sees.refusal, answer: client.answers === 'observed' ? observed : answer }
  }
  if (call.operation === 'upload') {
    const { module, record, upload } = call
    return {
      as: upload,
      http,
      seenAs: sees.action,
      rows: [row(sees.row, {
        code: 'SUCCESS',
        message: 'attachment uploaded successfully',
        status: 'success',
        id: idOf(upload),
        ...can('onlyId') && uploadDetails
      })],
      stored: { ...storedOf(uploads[upload], can('noTitle')), module, record }
    }
  }
  if (call.operation === 'list') {
    const seen = can('noStatusOfLists') ? { http } : {}
    if (call.finds.length === 0) {
      return sees.emptyList === undefined ? { ...seen, seenAs: sees.nothing } : { ...seen, seenAs: sees.emptyList, rows: [], more: false }
    }
    return { ...seen, seenAs: sees.list, rows: call.finds.map(name => listedAs(uploads[name], idOf(name), can('noTitle'), client)), more: false }
  }
  if (call.operation === 'download') {
    if (!call.finds) return { http, seenAs: sees.nothing }
    const { name, bytes } = uploads[call.attachment as Exclude<UploadName, 'link'>]
    return { http, seenAs: sees.file, name: can('encodedName') ? name : encodeURIComponent(name), ...digestOf(bytes) }
  }
  const failedRow = sees.row && can('failureSeenAsSuccess') ? sees.refusal : sees.row
  const [requested, found] = call.operation === 'deleteOne' ? [[call.attachment], [call.attachment]] : [call.attachments, call.finds]
  return {
    http,
    seenAs: found.length === 0 ? sees.allFailed ?? sees.action : sees.action,
    rows: requested.map(name => found.includes(name)
      ? row(sees.row, { code: 'SUCCESS', message: 'record deleted', status: 'success', id: idOf(name) })
      : row(failedRow, { code: 'INVALID_DATA', message: 'relation not found', status: 'error', id: idOf(name) }))
  }
}

/** The request of a call after the login, without its query, with the status of the response. */
export function requestOf (call: Call): string[] {
  if (call.operation === 'init') return []
  const { module, record, operation } = call
  const method = { upload: 'POST', list: 'GET', download: 'GET', deleteOne: 'DELETE', deleteMany: 'DELETE' }[operation]
  const path = `/crm/{version}/${module}/${record}/Attachments${operation === 'download' || operation === 'deleteOne' ? '/{id}' : ''}`
  return [`${method} ${path} ${statusOf(call)}`]
}

function statusOf (call: Call): number {
  if (call.operation === 'init') return 200
  if (call.refusal) return call.refusal.http
  if (call.operation === 'list') return call.finds.length === 0 ? 204 : 200
  if (call.operation === 'download') return call.finds ? 200 : 204
  if (call.operation !== 'deleteMany' || call.finds.length === call.attachments.length) return 200
  return call.finds.length === 0 ? 400 : 207
}

function storedOf (upload: Upload, hasTitle: boolean): object {
  if ('link' in upload) return { kind: 'link', name: hasTitle ? upload.title : upload.link, link: upload.link }
  return { kind: 'file', name: upload.name, ...digestOf(upload.bytes) }
}

function listedAs (upload: Upload, id: string, hasTitle: boolean, { answers }: Client): object {
  if ('link' in upload) return { id, name: hasTitle ? upload.title : upload.link, size: '0', type: 'Link URL', link: upload.link }
  return { id, name: upload.name, size: String(upload.bytes.length), type: answers === 'observed' ? 'Attachment' : 'File', link: null }
}

/** The size and hash of bytes, to compare them. */
function digestOf (bytes: Buffer): object {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
