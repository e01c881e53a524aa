import { allScopes } from '../zoho/scopes.js'
import type { Seed } from './schema.js'

/** A seed with all defaults filled in. */
export type CompleteSeed = Required<Omit<Seed, '$schema' | 'org' | 'clock' | 'dataCenter' | 'ids' | 'createdRecords' | 'uniqueFields'>> & Pick<Seed, 'clock' | 'dataCenter' | 'ids' | 'createdRecords' | 'uniqueFields'> & {
  readonly org: Required<NonNullable<Seed['org']>>
}

const ALL = [...allScopes]
const WITHOUT_PRIVILEGE = '4150868000000225014'
const WITHOUT_PERMISSION = '4150868000000225015'

/**
 * The world without a seed. The sample request on Zoho's page works in it, and there is a token for each refusal. Names and
 * ids are taken from that page where possible. Tokens without a user belong to the first user.
 */
export const defaultSeed: CompleteSeed = {
  org: { id: '4150868000000225001', zgid: '808232144', name: 'Zylker', timeZone: '+05:30', paidType: 'enterprise' },
  users: [
    { id: '4150868000000225013', name: 'Patricia Boyle', email: 'patricia.boyle@example.com' },
    { id: WITHOUT_PRIVILEGE, name: 'User Without Privilege', email: 'no-privilege@example.com', denied: [{ operation: 'upload', as: 'AUTHORIZATION_FAILED' }] },
    { id: WITHOUT_PERMISSION, name: 'User Without Permission', email: 'no-permission@example.com', denied: [{ operation: 'upload', as: 'NO_PERMISSION' }] }
  ],
  dataCenters: {},
  clients: 'any',
  tokens: [
    { token: '1000.all', scopes: ALL },
    // The two tokens of the samples on Zoho's page, so that the samples run after changing only the host.
    { token: '1000.8cb99dxxxxxxxxxxxxx9be93.9b8xxxxxxxxxxxxxxxf', scopes: ALL },
    { token: 'd92d4xxxxxxxxxxxxx15f52', scopes: ALL },
    { token: '1000.leads-only', scopes: ['ZohoCRM.modules.leads.ALL'] },
    { token: '1000.attachments-only', scopes: ['ZohoCRM.modules.attachments.ALL'] },
    { token: '1000.read-only', scopes: ['ZohoCRM.modules.leads.READ', 'ZohoCRM.modules.attachments.READ'] },
    { token: '1000.expired', scopes: ALL, expiresAt: '2018-01-01T00:00:00+05:30' },
    { token: '1000.revoked', scopes: ALL, revoked: true },
    { token: '1000.no-privilege', user: WITHOUT_PRIVILEGE, scopes: ALL },
    { token: '1000.no-permission', user: WITHOUT_PERMISSION, scopes: ALL },
    { token: '1000.broken', scopes: ALL, as: 'INTERNAL_ERROR' },
    { token: '1000.throttled', scopes: ALL, as: 'TOO_MANY_REQUESTS' }
  ],
  modules: [],
  refreshTokens: [],
  codes: [],
  usedCodes: [],
  records: 'any',
  recordNames: {},
  missingRecords: ['4040404040404040404'],
  faults: [],
  stubs: [],
  attachments: [],
  photos: [],
  files: [],
  linkTitles: { 'https://www.zohocorp.com': 'Zoho Corporation' }
}

/** A refresh token and grant code that is always refused. */
export const INVALID_CODE = '1000.invalid-code'
