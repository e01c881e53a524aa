import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import {
  ZohoServerFetchResponseError, zohoAccountsFactory, zohoCrmDeleteAttachmentFromRecord, zohoCrmDownloadAttachmentForRecord,
  zohoCrmFactory, zohoCrmGetAttachmentsForRecord, zohoCrmUploadAttachmentForRecord
} from '@dereekb/zoho'
import { nameIn, readJson } from './plain.mjs'
import { FIELDS } from './sdk-answers.mjs'

// Errors are thrown to the caller and need not be logged.
const quiet = { logZohoServerErrorFunction: () => {} }

/** @returns the package's context for the CRM, and its operations on attachments */
export function loadDereekb ({ url, accountsUrl, login }) {
  const { accountsContext } = zohoAccountsFactory(quiet)({ ...login, apiUrl: new URL(accountsUrl).origin })
  const { crmContext } = zohoCrmFactory({ accountsContext, ...quiet })({ apiUrl: `${url}/crm` })
  const idsOf = ({ module, record, attachment }) => ({ module, id: record, attachment_id: attachment })

  // It has no functions for links and for deleting many attachments, so these use its own authenticated fetch.
  const send = (method, { module, record }, parameters) =>
    crmContext.fetch(`/v8/${module}/${record}/Attachments?${new URLSearchParams(parameters)}`, { method })

  const operations = {
    init: async () => ({ apiDomain: (await accountsContext.loadAccessToken()).apiDomain }),
    uploadFile: async ({ path, ...place }) => seen(zohoCrmUploadAttachmentForRecord(crmContext)({
      ...idsOf(place),
      file: new File([await openAsBlob(path)], basename(path)),
      attachmentCategoryName: 'Resume'
    })),
    uploadLink: ({ link, title, ...place }) => seen(send('POST', place, { attachmentUrl: link, title })),
    list: place => orThrown(async () => {
      const { data, info } = await zohoCrmGetAttachmentsForRecord(crmContext)({ ...idsOf(place), fields: FIELDS, page: 1, per_page: 200 })
      return { seenAs: 'page', ...readJson({ data, info }) }
    }),
    download: place => orThrown(async () => {
      const { response, rawContentType: seenAs } = await zohoCrmDownloadAttachmentForRecord(crmContext)(idsOf(place))
      if (response.status === 204) return { http: 204, seenAs: 'no body' }
      const bytes = Buffer.from(await response.arrayBuffer())
      return { http: response.status, seenAs, name: nameIn(response.headers.get('content-disposition')), bytes }
    }),
    deleteOne: place => seen(zohoCrmDeleteAttachmentFromRecord(crmContext)(idsOf(place))),
    deleteMany: ({ attachments, ...place }) => seen(send('DELETE', place, { ids: attachments.join() }))
  }
  return { crmContext, operations }
}

/** Reads the result of a call: a Response, or one of its errors. */
async function seen (call) {
  return orThrown(async () => {
    const response = await call
    return { http: response.status, seenAs: response.headers.get('content-type'), ...readJson(await response.json()) }
  })
}

async function orThrown (read) {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ZohoServerFetchResponseError)) throw error
    const { responseError: { response: { status } }, data, errorResponseData } = error
    return { http: status, seenAs: error.constructor.name, ...readJson(errorResponseData ?? data) }
  }
}
