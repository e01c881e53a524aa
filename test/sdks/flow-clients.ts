import { clients, type Client } from './clients.js'
import type { FlowStep } from './flow-step.js'

/** A client that goes through the flow around an attachment: its record, with the files and links of it. */
export interface FlowClient {
  readonly name: string
  readonly client: Client
  readonly driver: string
  /** The class that it has for the owner of a record; absent for a client without classes. */
  readonly owner?: string
  /** The class that it has for the parent of a note; absent for a client without classes. */
  readonly parent?: string
  /** Whether it asks for all modules and their fields at once. */
  readonly autoRefreshFields?: boolean
  /** Whether it asks for the fields of a module before it sends a record. */
  readonly asksForFields: boolean
  /** Whether it changes and deletes a record at its URL, and not at that of the module. */
  readonly usesRecordUrls: boolean
  /** The API version in which it adds notes, if it is not that of its other requests. */
  readonly notesVersion?: string
  /** Operations that it does not have. The steps with them are left out. */
  readonly lacks?: readonly FlowStep['operation'][]
}

const named = (name: string): Client => clients.find(client => client.name === name) as Client
const sdk = { driver: 'flow-zoho-sdk.mjs', owner: 'MinifiedUser', parent: 'ParentId', asksForFields: true, usesRecordUrls: true }
const sdk2 = { ...sdk, driver: 'flow-zoho-sdk-2.mjs', owner: 'User', parent: 'Record' }
const byName = <Row extends object>(name: string, row: Row): Row & Pick<FlowClient, 'name' | 'client'> => ({ ...row, name, client: named(name) })

export const flowClients: readonly FlowClient[] = [
  byName('@zohocrm/nodejs-sdk-8.0', sdk),
  byName('@zohocrm/nodejs-sdk-7.0', sdk),
  byName('@zohocrm/nodejs-sdk-2.1', sdk2),
  byName('@zohocrm/typescript-sdk-8.0', sdk),
  byName('@zohocrm/typescript-sdk-7.0', sdk),
  byName('@zohocrm/typescript-sdk-2.1', sdk2),
  { ...byName('@zohocrm/nodejs-sdk-8.0', sdk), name: '@zohocrm/nodejs-sdk-8.0 with autoRefreshFields', autoRefreshFields: true },
  byName('@dereekb/zoho', {
    driver: 'flow-dereekb-zoho.mjs',
    asksForFields: false,
    usesRecordUrls: false,
    notesVersion: 'v2',
    // It has nothing for files that belong to no record.
    lacks: ['storeFile', 'readFile']
  })
]
