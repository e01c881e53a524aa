/** A client, as one row: how it is run, and what it does that others do not. */
export interface Client {
  readonly name: string
  /** A file of `drivers/`. */
  readonly driver: string
  /** What a driver of several packages loads. */
  readonly package?: string
  /** API version in its URLs. */
  readonly version: string
  /** The sandbox whose base URL it is given; the default one where absent. */
  readonly sandbox?: string
  /** The calls of its login, without their queries, each with the status that it is answered. */
  readonly logsInBy: readonly string[]
  /** Whose token it believes to have after that, where it asks. */
  readonly user?: string
  /** As what it sees the answer to an upload, and a refusal: a class of its own, or a media type. */
  readonly sees: { readonly uploaded: string, readonly refused: string }
}

interface Place {
  readonly module: string
  readonly record: string
}

/** A step that every client takes. */
export type Step = { readonly name: string, readonly says: string } & (
  | { readonly operation: 'init' }
  | { readonly operation: 'uploadFile', readonly to: Place, readonly file: File, readonly refusal?: Refusal }
  | { readonly operation: 'uploadLink', readonly to: Place, readonly link: string, readonly title: string }
)

interface File {
  readonly name: string
  readonly bytes: Buffer
}

interface Refusal {
  readonly http: number
  readonly answer: object
}

const JSON_TYPE = 'application/json;charset=UTF-8'

const plain = {
  version: 'v8',
  logsInBy: ['POST /oauth/v2/token 200'],
  sees: { uploaded: JSON_TYPE, refused: JSON_TYPE }
}

const sdk = {
  driver: 'zoho-sdk.mjs',
  version: 'v8',
  logsInBy: ['POST /oauth/v2/token 200', 'GET /crm/{version}/users 200', 'GET /crm/{version}/org 200'],
  // The e-mail address of users[0] and the zgid of org[0]: the SDKs make a name of them for their token store.
  user: 'patricia.boyle@example.com:808232144',
  sees: { uploaded: 'SuccessResponse', refused: 'APIException' }
}

export const clients: readonly Client[] = [
  { ...sdk, name: '@zohocrm/nodejs-sdk-8.0', package: '@zohocrm/nodejs-sdk-8.0' },
  { ...sdk, name: '@zohocrm/typescript-sdk-8.0', package: '@zohocrm/typescript-sdk-8.0' },
  { ...sdk, name: '@zohocrm/nodejs-sdk-8.0 in a sandbox', package: '@zohocrm/nodejs-sdk-8.0', sandbox: 'worker-1' },
  { ...plain, name: 'curl', driver: 'curl.mjs' },
  { ...plain, name: 'fetch', driver: 'fetch.mjs' },
  { ...plain, name: 'axios', driver: 'axios.mjs' },
  { ...plain, name: 'a socket with the PHP SDK’s bytes', driver: 'php-sdk-bytes.mjs' }
]

// The record of the page's sample request.
const lead = { module: 'Leads', record: '1000000231009' }

// More than fits into one chunk of a stream.
const everyByte = Buffer.from(Array.from({ length: 300 * 256 }, (_, index) => index % 256))

export const steps: readonly Step[] = [
  {
    name: 'init',
    says: 'logs in with a refresh token',
    operation: 'init'
  },
  {
    name: 'upload-file',
    says: 'uploads every byte value, and each arrives',
    operation: 'uploadFile',
    to: lead,
    file: { name: 'every-byte.bin', bytes: everyByte }
  },
  {
    name: 'upload-link',
    says: 'uploads a link under a title',
    operation: 'uploadLink',
    to: lead,
    // Without `&` and `#`, at which Zoho's Node SDKs cut a link off.
    link: 'https://www.zohocorp.com/about?lang=en',
    title: 'Über Zoho'
  },
  {
    name: 'upload-unicode-name',
    says: 'uploads a file whose name is not ASCII',
    operation: 'uploadFile',
    to: lead,
    file: { name: 'résumé 日本.txt', bytes: Buffer.from('a file’s text\n') }
  },
  {
    name: 'invalid-module',
    says: 'is told that a module does not exist',
    operation: 'uploadFile',
    to: { ...lead, module: 'Nope' },
    file: { name: 'refused.txt', bytes: Buffer.from('never kept\n') },
    refusal: {
      http: 400,
      answer: {
        code: 'INVALID_MODULE',
        details: {},
        message: 'The module name given seems to be invalid, or you have specified an unsupported module.',
        status: 'error'
      }
    }
  }
]
