import { FIELDS, sdkAnswers } from './sdk-answers.mjs'

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
