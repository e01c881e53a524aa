import { join } from 'node:path'
import { drive } from './lib/harness.mjs'

// Zoho's Node and TypeScript SDKs from 6.0 on differ in their package's name and its module format only.
drive(async job => {
  const loaded = await import(job.package)
  const sdk = loaded.default ?? loaded
  const { AttachmentsOperations, FileBodyWrapper, UploadUrlAttachmentsParam, ActionWrapper, SuccessResponse, APIException } = sdk.Attachments

  function seen (response) {
    const object = response.getObject()
    const http = response.getStatusCode()
    if (object instanceof APIException) return { http, seenAs: 'APIException', answer: refused(object) }
    const [row] = object instanceof ActionWrapper ? object.getData() : []
    if (!(row instanceof SuccessResponse)) throw new Error(`expected an APIException or a SuccessResponse, got ${(row ?? object)?.constructor.name}`)
    return { http, seenAs: 'SuccessResponse', answer: uploaded(row) }
  }

  return {
    init: async () => {
      const { clientId, clientSecret, refreshToken } = job.login
      const token = new sdk.OAuthBuilder().clientId(clientId).clientSecret(clientSecret).refreshToken(refreshToken).build()
      const builder = await new sdk.InitializeBuilder()
      await builder
        .environment(sdk.DataCenter.setEnvironment(job.url, job.accountsUrl, job.url))
        .token(token)
        // Without a store and a path the SDK writes into the project that it is installed in.
        .store(new sdk.FileStore(join(job.home, 'tokens')))
        .resourcePath(job.home)
        .logger(new sdk.LogBuilder().level(sdk.Levels.INFO).filePath(join(job.home, 'log')).build())
        .initialize()
      return { apiDomain: token.getAPIDomain(), user: token.getUserSignature()?.getName() }
    },
    uploadFile: async ({ module, record, path }) => {
      const body = new FileBodyWrapper()
      body.setFile(new sdk.StreamWrapper(null, null, path))
      return seen(await new AttachmentsOperations().uploadAttachments(BigInt(record), module, body))
    },
    uploadLink: async ({ module, record, link, title }) => {
      const parameters = new sdk.ParameterMap()
      await parameters.add(UploadUrlAttachmentsParam.ATTACHMENTURL, link)
      await parameters.add(UploadUrlAttachmentsParam.TITLE, title)
      return seen(await new AttachmentsOperations().uploadUrlAttachments(BigInt(record), module, parameters))
    }
  }
})

function refused (exception) {
  return {
    code: exception.getCode().getValue(),
    details: Object.fromEntries(exception.getDetails()),
    message: exception.getMessage(),
    status: exception.getStatus().getValue()
  }
}

function uploaded (row) {
  const details = row.getDetails()
  return {
    code: row.getCode().getValue(),
    message: row.getMessage(),
    status: row.getStatus().getValue(),
    id: String(details.get('id')),
    createdAt: details.get('Created_Time').toISOString(),
    createdBy: details.get('Created_By').getName()
  }
}
