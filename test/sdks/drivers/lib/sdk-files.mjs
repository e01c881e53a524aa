import { sdkAnswers } from './sdk-answers.mjs'

/**
 * The operations of one of Zoho's SDKs on files that belong to no record, in the format that all drivers of the flow report.
 * @param sdk the SDK
 * @param classes its classes for these files, with `Operations` as a name of the operations that all versions have
 */
export function fileOperations (sdk, { BodyWrapper, GetFileParam, Operations, ...classes }) {
  const files = new Operations()
  const { ofAction, ofDownload } = sdkAnswers(classes)
  return {
    storeFile: async ({ path }) => {
      const body = new BodyWrapper()
      body.setFile([new sdk.StreamWrapper(null, null, path)])
      return ofAction(await files.uploadFiles(body))
    },
    readFile: async ({ file }) => {
      const map = new sdk.ParameterMap()
      await map.add(GetFileParam.ID, file)
      const { bytes, ...result } = await ofDownload(await files.getFile(map))
      return { ...result, text: Buffer.from(bytes).toString() }
    }
  }
}
