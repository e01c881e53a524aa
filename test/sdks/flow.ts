import type { FlowClient } from './flow-clients.js'
import { fileSteps, noteSteps } from './flow-notes.js'
import { FILE_ID, LINK_ID, ofUpload, RECORD, type FlowStep } from './flow-step.js'

const module = 'Leads'
const email = 'boyle@example.com'
const lead = { Last_Name: 'Boyle', Company: 'Zylker', Email: email, Lead_Source: { choice: 'Cold Call' }, No_of_Employees: 7, Annual_Revenue: 1.5, Email_Opt_Out: true }
const shown = [...Object.keys(lead), 'Full_Name', 'Owner', 'Created_Time', 'City']
/** A record of the default world. */
const OTHER = '77'
// The title is of no linked page, since the SDKs before 6.0 cannot send one.
const LINK = 'https://www.zohocorp.com/about'

const written = { code: 'SUCCESS', status: 'success', id: RECORD }

/** The rows of an answer to a record that was written. `@dereekb/zoho` gives only the details of the only row. */
function ofWritten (http: number, row: object): FlowStep['sees'] {
  return ({ owner }) => owner === undefined ? { rows: [{ id: RECORD }] } : { http, seenAs: 'ActionWrapper', rows: [{ seenAs: 'SuccessResponse', ...written, ...row }] }
}

function ofRecords (record: object): FlowStep['sees'] {
  return ({ owner }) => ({ ...owner !== undefined && { http: 200, seenAs: 'ResponseWrapper' }, rows: [{ id: RECORD, ...record }] })
}

/** The lead as a client sees it: with the SDK's classes, or as it is in JSON. */
function seenLead (client: FlowClient, changes: object): object {
  const { owner } = client
  return {
    ...lead,
    ...owner === undefined && { Lead_Source: lead.Lead_Source.choice },
    Owner: { ...owner !== undefined && { seenAs: owner }, id: '4150868000000225013', name: 'Patricia Boyle' },
    Created_Time: owner === undefined ? '2021-05-03T18:03:00+05:30' : '2021-05-03T12:33:00.000Z',
    ...changes
  }
}

const steps: readonly FlowStep[] = [
  {
    operation: 'create',
    says: 'creates a lead',
    input: { fields: lead },
    request: 'POST /Leads',
    http: 201,
    sees: ofWritten(201, { message: 'record added' })
  },
  {
    operation: 'uploadFile',
    says: 'attaches a file to it',
    request: 'POST /Leads/{id}/Attachments',
    http: 200,
    sees: ofUpload(FILE_ID)
  },
  {
    operation: 'uploadLink',
    says: 'attaches a link to it',
    input: { link: LINK, title: 'Zoho' },
    request: 'POST /Leads/{id}/Attachments',
    http: 200,
    sees: ofUpload(LINK_ID)
  },
  {
    operation: 'get',
    says: 'gets the lead with its values',
    input: { fields: shown },
    request: 'GET /Leads/{id}',
    http: 200,
    sees: client => ofRecords(seenLead(client, { Full_Name: 'Boyle', City: null }))(client)
  },
  {
    operation: 'list',
    says: 'lists the attachments of the lead',
    request: 'GET /Leads/{id}/Attachments',
    http: 200,
    sees: ({ client }) => ({
      ...!client.limits.includes('noStatusOfLists') && { http: 200 },
      seenAs: client.sees.list,
      rows: [
        { id: LINK_ID, name: client.limits.includes('noTitle') ? LINK : 'Zoho', size: '0', type: 'Link URL', link: LINK },
        { id: FILE_ID, name: 'hello.txt', size: '5', type: client.answers === 'observed' ? 'Attachment' : 'File', link: null }
      ],
      more: false
    })
  },
  ...noteSteps,
  ...fileSteps,
  {
    operation: 'search',
    says: 'finds the lead by its address',
    input: { criteria: `(Email:equals:${email})`, fields: ['Last_Name'] },
    request: 'GET /Leads/search',
    http: 200,
    sees: ofRecords({ Last_Name: 'Boyle' })
  },
  {
    operation: 'update',
    says: 'changes the lead',
    input: { fields: { City: 'Newark' } },
    request: 'PUT /Leads/{id}',
    http: 200,
    sees: ofWritten(200, { message: 'record updated' })
  },
  {
    operation: 'upsert',
    says: 'changes the lead with the same address',
    input: { fields: { Last_Name: 'Burns', Email: email }, duplicateCheckFields: ['Email'] },
    request: 'POST /Leads/upsert',
    http: 200,
    sees: ofWritten(200, { message: 'record updated', action: 'update', duplicateField: 'Email' })
  },
  {
    operation: 'get',
    says: 'gets what was changed, beside what was not',
    input: { fields: shown },
    request: 'GET /Leads/{id}',
    http: 200,
    sees: client => ofRecords(seenLead(client, { Last_Name: 'Burns', Full_Name: 'Burns', City: 'Newark' }))(client)
  },
  {
    operation: 'delete',
    says: 'deletes the lead',
    request: 'DELETE /Leads/{id}',
    http: 200,
    sees: ({ owner }) => owner === undefined
      ? { rows: [{ ...written, message: 'record deleted' }] }
      : { http: 200, seenAs: 'ActionWrapper', rows: [{ seenAs: 'SuccessResponse', ...written, message: 'record deleted' }] }
  },
  {
    operation: 'get',
    says: 'gets nothing for a lead that is gone',
    input: { fields: shown },
    request: 'GET /Leads/{id}',
    http: 204,
    sees: ({ owner }) => owner === undefined ? { seenAs: 'ZohoCrmRecordNoContentError' } : { http: 204, seenAs: 'null' }
  },
  {
    operation: 'list',
    says: 'is refused the attachments of a lead that is gone',
    request: 'GET /Leads/{id}/Attachments',
    http: 400,
    sees: ({ client }) => ({ http: 400, seenAs: client.sees.refusal, answer: { code: 'INVALID_DATA', details: { resource_path_index: 1 }, message: 'the related id given seems to be invalid', status: 'error' } })
  },
  {
    operation: 'deleteMany',
    says: 'deletes those of several leads that exist',
    input: { others: [OTHER] },
    request: 'DELETE /Leads',
    http: 207,
    sees: ({ owner }) => {
      const [failed, deleted] = [{ code: 'INVALID_DATA', message: 'record not deleted', status: 'error', id: RECORD }, { ...written, message: 'record deleted', id: OTHER }]
      if (owner === undefined) return { rows: [deleted, failed] }
      return { http: 207, seenAs: 'ActionWrapper', rows: [{ seenAs: 'APIException', ...failed }, { seenAs: 'SuccessResponse', ...deleted }] }
    }
  }
]

/** The steps that a client goes through, in their order. */
export function flowOf ({ lacks = [] }: FlowClient): readonly FlowStep[] {
  return steps.filter(({ operation }) => !lacks.includes(operation)).map(step => ({ ...step, input: { module, ...step.input } }))
}
