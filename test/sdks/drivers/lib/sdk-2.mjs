import { createRequire } from 'node:module'
import { FIELDS, sdkAnswers } from './sdk-answers.mjs'
import { initializeAt, tokenOf } from './sdk-setup.mjs'

const require = createRequire(import.meta.url)

/**
 * Zoho's Node and TypeScript SDKs 2.1 and 2.0, which differ only in how their classes are imported.
 * @returns the SDK, and its operations on attachments
 */
export async function loadSdk2 (job) {
  const sdk = await (job.package.endsWith('-2.0') ? classesByPath(job.package) : classesByName(job.package))
  const operations = {
    init: async () => {
      const token = tokenOf(sdk, job.login)
      const builder = await new sdk.InitializeBuilder()
      await initializeAt(job.home, sdk, builder
        .user(new sdk.UserSignature('patricia.boyle@example.com'))
        .environment(new sdk.Environment(job.url, job.accountsUrl, job.url, 'mock'))
        .token(token))
      await authenticate(sdk, token)
      return {}
    },
    ...sdk2Operations(sdk)
  }
  return { sdk, operations }
}

/**
 * The operations of Zoho's SDKs before 6.0, after initialisation. They cannot set the title of a link.
 * @param sdk the SDK's classes, including those for attachments
 */
export function sdk2Operations (sdk) {
  const { AttachmentsOperations, FileBodyWrapper, GetAttachmentsParam, DeleteAttachmentsParam, UploadLinkAttachmentParam } = sdk
  const { ofAction, ofList, ofDownload } = sdkAnswers(sdk)
  const attachmentsOf = ({ module, record }) => new AttachmentsOperations(module, BigInt(record))

  async function parameters (...entries) {
    const map = new sdk.ParameterMap()
    for (const [parameter, value] of entries) await map.add(parameter, value)
    return map
  }

  return {
    uploadFile: async ({ path, ...place }) => {
      const body = new FileBodyWrapper()
      body.setFile(new sdk.StreamWrapper(null, null, path))
      return ofAction(await attachmentsOf(place).uploadAttachment(body))
    },
    uploadLink: async ({ link, ...place }) =>
      ofAction(await attachmentsOf(place).uploadLinkAttachment(await parameters([UploadLinkAttachmentParam.ATTACHMENTURL, link]))),
    list: async place => ofList(await attachmentsOf(place).getAttachments(
      await parameters([GetAttachmentsParam.FIELDS, FIELDS], [GetAttachmentsParam.PAGE, 1], [GetAttachmentsParam.PER_PAGE, 200])
    )),
    download: async ({ attachment, ...place }) => ofDownload(await attachmentsOf(place).downloadAttachment(BigInt(attachment))),
    deleteOne: async ({ attachment, ...place }) => ofAction(await attachmentsOf(place).deleteAttachment(BigInt(attachment))),
    deleteMany: async ({ attachments, ...place }) =>
      ofAction(await attachmentsOf(place).deleteAttachments(await parameters(...attachments.map(id => [DeleteAttachmentsParam.IDS, BigInt(id)]))))
  }
}

/** Fetches a token as the SDK does before its first call, because these SDKs do not fetch one when they are initialised. */
export async function authenticate (sdk, token) {
  // `initialize()` of 2.x returns before it has finished.
  while (!(await sdk.Initializer.getInitializer())) await new Promise(setImmediate)
  const headers = new Map()
  await token.authenticate({ addHeader: (name, value) => { headers.set(name, value) } })
  const authorization = headers.get('Authorization')
  if (!authorization?.startsWith('Zoho-oauthtoken 1000.')) throw new Error(`expected a token, got ${authorization}`)
}

async function classesByName (name) {
  const loaded = await import(name)
  const sdk = loaded.default ?? loaded
  return { ...sdk, ...sdk.Attachments }
}

function classesByPath (name) {
  return Object.assign({}, ...[
    'routes/initializer', 'routes/initialize_builder', 'routes/user_signature', 'routes/parameter_map', 'routes/dc/environment',
    'routes/logger/logger', 'routes/logger/log_builder',
    'models/authenticator/oauth_builder', 'models/authenticator/store/file_store', 'utils/util/stream_wrapper',
    ...['attachments_operations', 'file_body_wrapper', 'action_wrapper', 'response_wrapper', 'success_response', 'api_exception']
      .map(file => `core/com/zoho/crm/api/attachments/${file}`)
  ].map(path => require(`${name}/${path}.js`)))
}
