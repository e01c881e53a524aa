import { FIELDS, sdkAnswers } from './sdk-answers.mjs'
import { initializeAt, tokenOf } from './sdk-setup.mjs'

/**
 * Zoho's Node and TypeScript SDKs from 6.0 on, which differ only in the name and module format of their packages.
 * @returns the SDK, and its operations on attachments
 */
export async function loadSdk (job) {
  const loaded = await import(job.package)
  const sdk = loaded.default ?? loaded
  const { AttachmentsOperations, FileBodyWrapper, GetAttachmentsParam, DeleteAttachmentsParam, UploadUrlAttachmentsParam } = sdk.Attachments
  const { ofAction, ofList, ofDownload } = sdkAnswers(sdk.Attachments)
  const attachments = new AttachmentsOperations()

  async function parameters (...entries) {
    const map = new sdk.ParameterMap()
    for (const [parameter, value] of entries) await map.add(parameter, value)
    return map
  }

  const operations = {
    init: async () => {
      const token = tokenOf(sdk, job.login)
      const builder = await new sdk.InitializeBuilder()
      // It then asks for all modules and their fields when it first needs some.
      if (job.autoRefreshFields) builder.SDKConfig(new sdk.SDKConfigBuilder().autoRefreshFields(true).build())
      await initializeAt(job.home, sdk, builder
        .environment(sdk.DataCenter.setEnvironment(job.url, job.accountsUrl, job.url))
        .token(token))
      return { apiDomain: token.getAPIDomain(), user: token.getUserSignature()?.getName() }
    },
    uploadFile: async ({ module, record, path }) => {
      const body = new FileBodyWrapper()
      body.setFile(new sdk.StreamWrapper(null, null, path))
      return ofAction(await attachments.uploadAttachments(BigInt(record), module, body))
    },
    uploadLink: async ({ module, record, link, title }) => ofAction(await attachments.uploadUrlAttachments(
      BigInt(record), module, await parameters([UploadUrlAttachmentsParam.ATTACHMENTURL, link], [UploadUrlAttachmentsParam.TITLE, title])
    )),
    list: async ({ module, record }) => ofList(await attachments.getAttachments(
      BigInt(record), module, await parameters([GetAttachmentsParam.FIELDS, FIELDS], [GetAttachmentsParam.PAGE, 1], [GetAttachmentsParam.PER_PAGE, 200])
    )),
    download: async ({ module, record, attachment }) =>
      ofDownload(await attachments.getAttachment(BigInt(attachment), BigInt(record), module)),
    deleteOne: async ({ module, record, attachment }) =>
      ofAction(await attachments.deleteAttachment(BigInt(attachment), BigInt(record), module)),
    deleteMany: async ({ module, record, attachments: ids }) => ofAction(await attachments.deleteAttachments(
      BigInt(record), module, await parameters([DeleteAttachmentsParam.IDS, ids.join()])
    ))
  }
  return { sdk, operations }
}
