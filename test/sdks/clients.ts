/** A client, one row of README's matrix: how to run it, and how it differs from others. */
export interface Client {
  readonly name: string
  /** The npm package, whose version README names. For clients without a package, `of` says whose they are. */
  readonly package?: string
  readonly of?: string
  /** A file in `drivers/`. */
  readonly driver: string
  /** The API version in its URLs. */
  readonly version: string
  /** The sandbox whose base URL it gets; by default the default sandbox. */
  readonly sandbox?: string
  /** The value of --answers; by default `documented`. */
  readonly answers?: 'observed'
  /** The requests of its login, without queries, with the status of each response. */
  readonly logsInBy: readonly string[]
  /** Whether it shows the `api_domain` of its token. */
  readonly knowsDomain: boolean
  /** The user that it takes as the owner of its token, if it requests the user. */
  readonly user?: string
  readonly sees: Sees
  /** Its limitations. */
  readonly limits: readonly LimitName[]
}

/** How a client represents responses and their rows: by its own classes, or as media types. */
interface Sees {
  readonly action: string
  readonly row?: string
  /** A deletion of which nothing was found, if it is represented differently. */
  readonly allFailed?: string
  readonly list: string
  /** An empty list, if it is represented differently from `nothing`. */
  readonly emptyList?: string
  readonly file: string
  readonly nothing: string
  readonly refusal: string
}

export type LimitName = keyof typeof limits

/** Limitations of clients, which no server can change, with the steps whose cells in the matrix have a note about it. */
export const limits = {
  noTitle: { steps: ['upload-link'], note: 'The SDK has no parameter for a title: the link’s address stands for it.' },
  onlyId: { steps: ['upload-file', 'upload-link', 'upload-unicode-name'], note: 'The SDK shows nothing of an upload but its id: no times and no users.' },
  encodedName: { steps: ['download'], note: 'The SDK does not decode the name in `Content-Disposition`: `résumé.txt` is `r%C3%A9sum%C3%A9.txt`.' },
  failureSeenAsSuccess: { steps: ['delete-many', 'delete-missing-id'], note: 'The SDK has one class for all rows: what was not deleted is a `SuccessResponse` with the status `error`.' },
  ownFetchForLinks: { steps: ['upload-link'], note: 'The package has no function for links: the call goes through its authenticated `fetch`.' },
  ownFetchForMany: { steps: ['delete-many', 'delete-missing-id'], note: 'The package has no function for many: the call goes through its authenticated `fetch`.' },
  noStatusOfLists: { steps: ['list', 'list-empty'], note: 'The package shows no HTTP status of lists.' }
} as const satisfies Record<string, { readonly steps: readonly string[], readonly note: string }>

const JSON_TYPE = 'application/json;charset=UTF-8'
const DOWNLOAD_TYPE = 'application/x-download'

const plain = {
  version: 'v8',
  logsInBy: ['POST /oauth/v2/token 200'],
  knowsDomain: true,
  sees: { action: JSON_TYPE, list: JSON_TYPE, file: DOWNLOAD_TYPE, nothing: 'no body', refusal: JSON_TYPE },
  limits: []
}

const sdkClasses = { action: 'ActionWrapper', row: 'SuccessResponse', list: 'ResponseWrapper', file: 'FileBodyWrapper', nothing: 'null', refusal: 'APIException' }

const sdk = {
  driver: 'zoho-sdk.mjs',
  logsInBy: ['POST /oauth/v2/token 200', 'GET /crm/{version}/users 200', 'GET /crm/{version}/org 200'],
  knowsDomain: true,
  // The e-mail address of users[0] and the zgid of org[0], from which the SDKs make a name for their token store.
  user: 'patricia.boyle@example.com:808232144',
  sees: sdkClasses,
  limits: ['encodedName', 'failureSeenAsSuccess']
} as const

const sdk2 = {
  driver: 'zoho-sdk-2.mjs',
  logsInBy: ['POST /oauth/v2/token 200'],
  knowsDomain: false,
  sees: sdkClasses,
  limits: ['noTitle', 'encodedName']
} as const

const dereekb = {
  driver: 'dereekb-zoho.mjs',
  version: 'v8',
  // It sends its token as `Bearer`, which Zoho's page does not document.
  answers: 'observed',
  logsInBy: ['POST /oauth/v2/token 200'],
  knowsDomain: true,
  sees: { ...plain.sees, list: 'page', emptyList: 'page', refusal: 'ZohoServerFetchResponseError', allFailed: 'ZohoServerFetchResponseDataArrayError' },
  limits: ['ownFetchForLinks', 'ownFetchForMany', 'noStatusOfLists']
} as const

const sdk20 = { ...sdk2, version: 'v2', limits: [...sdk2.limits, 'onlyId'] } as const

/** A client that is named like its package. */
const byPackage = <T extends object>(name: string, row: T): T & { name: string, package: string } => ({ ...row, name, package: name })

export const clients: readonly Client[] = [
  byPackage('@zohocrm/nodejs-sdk-8.0', { ...sdk, version: 'v8' }),
  byPackage('@zohocrm/nodejs-sdk-7.0', { ...sdk, version: 'v7' }),
  byPackage('@zohocrm/nodejs-sdk-6.0', { ...sdk, version: 'v6' }),
  byPackage('@zohocrm/nodejs-sdk-2.1', { ...sdk2, version: 'v2.1' }),
  byPackage('@zohocrm/nodejs-sdk-2.0', sdk20),
  byPackage('zcrmsdk', { ...sdk20, driver: 'zcrmsdk.mjs' }),
  byPackage('@zohocrm/typescript-sdk-8.0', { ...sdk, version: 'v8' }),
  byPackage('@zohocrm/typescript-sdk-7.0', { ...sdk, version: 'v7' }),
  byPackage('@zohocrm/typescript-sdk-6.0', { ...sdk, version: 'v6' }),
  byPackage('@zohocrm/typescript-sdk-2.1', { ...sdk2, version: 'v2.1' }),
  byPackage('@zohocrm/typescript-sdk-2.0', sdk20),
  { ...sdk, name: '@zohocrm/nodejs-sdk-8.0 in a sandbox', package: '@zohocrm/nodejs-sdk-8.0', version: 'v8', sandbox: 'worker-1' },
  byPackage('@dereekb/zoho', dereekb),
  { ...plain, name: 'curl', of: 'the system’s', driver: 'curl.mjs' },
  { ...plain, name: 'fetch', of: 'Node’s', driver: 'fetch.mjs' },
  byPackage('axios', { ...plain, driver: 'axios.mjs' }),
  byPackage('undici', { ...plain, driver: 'undici.mjs' }),
  byPackage('got', { ...plain, driver: 'got.mjs' }),
  byPackage('superagent', { ...plain, driver: 'superagent.mjs' }),
  byPackage('node-fetch', { ...plain, driver: 'node-fetch.mjs' }),
  { ...plain, name: 'a socket with the PHP SDK’s bytes', of: '8.0, 7.0, 6.0', driver: 'php-sdk-bytes.mjs' }
]
