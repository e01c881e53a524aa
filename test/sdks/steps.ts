/** A step that every client takes, and a column of README's matrix. */
export interface Step {
  readonly name: string
  /** The predicate of a sentence that begins with the client's name. */
  readonly says: string
  readonly calls: readonly Call[]
}

/** A call and its expected result. Attachments are given by the name of their upload, or by an id that does not exist. */
export type Call = { readonly operation: 'init' } | Location & (
  | { readonly operation: 'upload', readonly upload: UploadName, readonly refusal?: Refusal }
  | { readonly operation: 'list', readonly finds: readonly UploadName[], readonly refusal?: Refusal }
  | { readonly operation: 'download', readonly attachment: string, readonly finds: boolean, readonly refusal?: Refusal }
  | { readonly operation: 'deleteOne', readonly attachment: string, readonly refusal?: Refusal }
  | { readonly operation: 'deleteMany', readonly attachments: readonly string[], readonly finds: readonly string[], readonly refusal?: undefined }
)

interface Location {
  readonly module: string
  readonly record: string
}

interface Refusal {
  readonly http: number
  readonly answer: RefusalAnswer
  /** With `--answers observed`, where it differs. */
  readonly observed?: RefusalAnswer
}

interface RefusalAnswer {
  readonly code: string
  readonly details: object
  readonly message: string
  readonly status: 'error'
}

/** What a step uploads. */
export type Upload = { readonly name: string, readonly bytes: Buffer } | { readonly link: string, readonly title: string }

export type UploadName = keyof typeof uploads

export const uploads = {
  // Larger than a chunk of a stream.
  file: { name: 'every-byte.bin', bytes: Buffer.from(Array.from({ length: 300 * 256 }, (_, index) => index % 256)) },
  // Without `&` and `#`, at which Zoho's Node SDKs truncate a link.
  link: { link: 'https://www.zohocorp.com/about?lang=en', title: 'Über Zoho' },
  named: { name: 'résumé 日本.txt', bytes: Buffer.from('a file’s text\n') }
} as const satisfies Record<string, Upload>

// The record in the sample request on Zoho's page.
const lead = { module: 'Leads', record: '1000000231009' }
const unknownModule = { ...lead, module: 'Nope' }

// An id with the organisation's prefix that these steps never use.
const missing = '4150868000009999999'

const moduleUnknown: Refusal = {
  http: 400,
  answer: {
    code: 'INVALID_MODULE',
    details: {},
    message: 'The module name given seems to be invalid, or you have specified an unsupported module.',
    status: 'error'
  },
  observed: {
    code: 'INVALID_MODULE',
    details: { resource_path_index: 0 },
    message: 'the module name given seems to be invalid',
    status: 'error'
  }
}

const linkNotSent: Refusal = {
  http: 400,
  answer: { code: 'DOWNLOAD_NOT_ALLOWED', details: {}, message: 'As it is a linked attachment, you can not download it', status: 'error' }
}

const notDeleted: Refusal = {
  http: 400,
  answer: { code: 'INVALID_DATA', details: { resource_path_index: 3 }, message: 'record not deleted', status: 'error' }
}

export const steps: readonly Step[] = [
  {
    name: 'init+token',
    says: 'logs in with a refresh token',
    calls: [{ operation: 'init' }]
  },
  {
    name: 'upload-file',
    says: 'uploads a file with every byte value, which is stored unchanged',
    calls: [{ operation: 'upload', ...lead, upload: 'file' }]
  },
  {
    name: 'upload-link',
    says: 'uploads a link',
    calls: [{ operation: 'upload', ...lead, upload: 'link' }]
  },
  {
    name: 'upload-unicode-name',
    says: 'uploads a file whose name is not ASCII',
    calls: [{ operation: 'upload', ...lead, upload: 'named' }]
  },
  {
    name: 'list',
    says: 'lists the attachments, newest first',
    calls: [{ operation: 'list', ...lead, finds: ['named', 'link', 'file'] }]
  },
  {
    name: 'download',
    says: 'downloads the files unchanged, and is refused the link',
    calls: [
      { operation: 'download', ...lead, attachment: 'file', finds: true },
      { operation: 'download', ...lead, attachment: 'named', finds: true },
      { operation: 'download', ...lead, attachment: 'link', finds: true, refusal: linkNotSent }
    ]
  },
  {
    name: 'download-missing-id',
    says: 'gets nothing for an id that does not exist',
    calls: [{ operation: 'download', ...lead, attachment: missing, finds: false }]
  },
  {
    name: 'delete-one',
    says: 'deletes one attachment',
    calls: [{ operation: 'deleteOne', ...lead, attachment: 'link' }]
  },
  {
    name: 'delete-many',
    says: 'deletes many attachments, of which some or all exist',
    calls: [
      { operation: 'deleteMany', ...lead, attachments: ['named', missing], finds: ['named'] },
      { operation: 'deleteMany', ...lead, attachments: ['file'], finds: ['file'] }
    ]
  },
  {
    name: 'delete-missing-id',
    says: 'gets errors for ids that do not exist, one or many',
    calls: [
      { operation: 'deleteOne', ...lead, attachment: missing, refusal: notDeleted },
      { operation: 'deleteMany', ...lead, attachments: ['file', missing], finds: [] }
    ]
  },
  {
    name: 'list-empty',
    says: 'gets an empty list after everything is deleted',
    calls: [{ operation: 'list', ...lead, finds: [] }]
  },
  {
    name: 'invalid-module',
    says: 'gets an error for a module that does not exist',
    calls: [
      { operation: 'upload', ...unknownModule, upload: 'named', refusal: moduleUnknown },
      { operation: 'list', ...unknownModule, finds: [], refusal: moduleUnknown }
    ]
  }
]
