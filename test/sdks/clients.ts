/** A client, as one row of README's matrix: how it is run, and what it does that others do not. */
export interface Client {
  readonly name: string
  /** The npm package, whose version README names; what is no package is named by `of` instead. */
  readonly package?: string
  readonly of?: string
  /** A file of `drivers/`. */
  readonly driver: string
  /** API version in its URLs. */
  readonly version: string
  /** The sandbox whose base URL it is given; the default one where absent. */
  readonly sandbox?: string
  /** What the double answers where Zoho's page and real traffic differ. */
  readonly answers?: 'observed'
  /** The calls of its login, without their queries, each with the status that it is answered. */
  readonly logsInBy: readonly string[]
  /** Whether it tells its user the `api_domain` of its token. */
  readonly knowsDomain: boolean
  /** Whose token it believes to have after that, where it asks. */
  readonly user?: string
  readonly sees: Sees
  /** What of a step it cannot do, and what comes of it instead. */
  readonly limits: readonly LimitName[]
}

/** As what a client sees the answers, and the rows in them: classes of its own, or media types. */
interface Sees {
  readonly action: string
  readonly row?: string
  /** An answer to a deletion of which nothing was found, where that is not seen as another. */
  readonly allFailed?: string
  readonly list: string
  /** A list of nothing, where that is not `nothing`. */
  readonly emptyList?: string
  readonly file: string
  readonly nothing: string
  readonly refusal: string
}

export type LimitName = keyof typeof limits

/** A client's own limits, each with the steps whose cells of the matrix have a note of it. No server can cure them. */
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
  // The e-mail address of users[0] and the zgid of org[0]: the SDKs make a name of them for their token store.
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
  // It sends its token as `Bearer`, which Zoho's page does not have.
  answers: 'observed',
  logsInBy: ['POST /oauth/v2/token 200'],
  knowsDomain: true,
  sees: { ...plain.sees, list: 'page', emptyList: 'page', refusal: 'ZohoServerFetchResponseError', allFailed: 'ZohoServerFetchResponseDataArrayError' },
  limits: ['ownFetchForLinks', 'ownFetchForMany', 'noStatusOfLists']
} as const

const sdk20 = { ...sdk2, version: 'v2', limits: [...sdk2.limits, 'onlyId'] } as const

/** A row of which the package's name is all that there is to say. */
const named = <T extends object>(name: string, row: T): T & { name: string, package: string } => ({ ...row, name, package: name })

export const clients: readonly Client[] = [
  named('@zohocrm/nodejs-sdk-8.0', { ...sdk, version: 'v8' }),
  named('@zohocrm/nodejs-sdk-7.0', { ...sdk, version: 'v7' }),
  named('@zohocrm/nodejs-sdk-6.0', { ...sdk, version: 'v6' }),
  named('@zohocrm/nodejs-sdk-2.1', { ...sdk2, version: 'v2.1' }),
  named('@zohocrm/nodejs-sdk-2.0', sdk20),
  named('zcrmsdk', { ...sdk20, driver: 'zcrmsdk.mjs' }),
  named('@zohocrm/typescript-sdk-8.0', { ...sdk, version: 'v8' }),
  named('@zohocrm/typescript-sdk-7.0', { ...sdk, version: 'v7' }),
  named('@zohocrm/typescript-sdk-6.0', { ...sdk, version: 'v6' }),
  named('@zohocrm/typescript-sdk-2.1', { ...sdk2, version: 'v2.1' }),
  named('@zohocrm/typescript-sdk-2.0', sdk20),
  { ...sdk, name: '@zohocrm/nodejs-sdk-8.0 in a sandbox', package: '@zohocrm/nodejs-sdk-8.0', version: 'v8', sandbox: 'worker-1' },
  named('@dereekb/zoho', dereekb),
  { ...plain, name: 'curl', of: 'the system’s', driver: 'curl.mjs' },
  { ...plain, name: 'fetch', of: 'Node’s', driver: 'fetch.mjs' },
  named('axios', { ...plain, driver: 'axios.mjs' }),
  named('undici', { ...plain, driver: 'undici.mjs' }),
  named('got', { ...plain, driver: 'got.mjs' }),
  named('superagent', { ...plain, driver: 'superagent.mjs' }),
  named('node-fetch', { ...plain, driver: 'node-fetch.mjs' }),
  { ...plain, name: 'a socket with the PHP SDK’s bytes', of: '8.0, 7.0, 6.0', driver: 'php-sdk-bytes.mjs' }
]
