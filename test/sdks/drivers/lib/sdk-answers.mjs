/** The fields of a list that all clients request. */
export const FIELDS = 'id,File_Name,Size,$type,$link_url'

/**
 * Converts the responses of Zoho's SDKs into the format that all drivers report.
 * @param classes the SDK's classes for attachments
 */
export function sdkAnswers ({ ActionWrapper, ResponseWrapper, FileBodyWrapper, SuccessResponse, APIException }) {
  // Compares classes, not their names, because the SDK has other classes with the same names.
  function as (object, ...classes) {
    const found = classes.find(each => object instanceof each)
    if (!found) throw new Error(`expected one of ${classes.map(({ name }) => name).join(', ')}, got ${object?.constructor.name}`)
    return found.name
  }

  async function read (response, wrapper, contentOf) {
    const http = statusOf(response)
    // The Node SDKs 7.0 and 8.0 return a download as a promise.
    const object = await objectOf(response)
    if (object == null) return { http, seenAs: 'null' }
    const seenAs = as(object, wrapper, APIException)
    return { http, seenAs, ...seenAs === 'APIException' ? { answer: refusalOf(object) } : contentOf(object) }
  }

  return {
    /** For an upload or a deletion. */
    ofAction: response => read(response, ActionWrapper, wrapper => ({
      rows: wrapper.getData().map(row => ({ seenAs: as(row, SuccessResponse, APIException), ...actionOf(row) }))
    })),
    ofList: response => read(response, ResponseWrapper, wrapper => ({
      rows: wrapper.getData().map(attachmentOf),
      more: wrapper.getInfo().getMoreRecords()
    })),
    ofDownload: response => read(response, FileBodyWrapper, wrapper => {
      const file = wrapper.getFile()
      return { name: nameOf(file), bytes: streamOf(file) }
    })
  }
}

// The SDK 1.1 has properties in place of these functions.
const statusOf = response => response.getStatusCode?.() ?? response.statusCode
const objectOf = response => response.getObject ? response.getObject() : response.object
const nameOf = file => file.getName?.() ?? file.Name
const streamOf = file => file.getStream?.() ?? file.Stream

function refusalOf (exception) {
  return {
    code: exception.getCode().getValue(),
    details: Object.fromEntries(exception.getDetails()),
    message: textOf(exception.getMessage()),
    status: exception.getStatus().getValue()
  }
}

function actionOf (row) {
  const details = row.getDetails()
  return {
    code: row.getCode().getValue(),
    message: textOf(row.getMessage()),
    status: row.getStatus().getValue(),
    id: String(details.get('id')),
    // The SDKs before 2.1 drop all but the id.
    ...details.has('Created_Time') && {
      createdAt: details.get('Created_Time').toISOString(),
      createdBy: details.get('Created_By').getName()
    }
  }
}

// The older SDKs wrap the messages that they know in a Choice.
const textOf = message => message.getValue?.() ?? message

function attachmentOf (attachment) {
  return {
    id: String(attachment.getId()),
    name: attachment.getFileName(),
    size: String(attachment.getSize()),
    type: attachment.getType(),
    link: attachment.getLinkUrl() ?? null
  }
}
