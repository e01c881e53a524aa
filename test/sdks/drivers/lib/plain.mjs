import { FIELDS } from './sdk-answers.mjs'

/**
 * Creates the operations of an HTTP client without knowledge of Zoho. Each function returns { status, header, bytes }, where
 * `header` takes a name in lower case.
 * @param postToken takes the token URL and the parameters
 * @param postFile takes a URL, the headers and the path of a file
 * @param postLink takes a URL, the headers and { attachmentUrl, title }
 * @param call takes a method, a URL and the headers, and sends no body
 */
export function plainClient ({ postToken, postFile, postLink, call }) {
  return ({ url, accountsUrl, version, login }) => {
    let headers
    const attachmentsOf = ({ module, record }) => `${url}/crm/${version}/${module}/${record}/Attachments`
    return {
      init: async () => {
        const { status, bytes } = await postToken(accountsUrl, {
          grant_type: 'refresh_token',
          client_id: login.clientId,
          client_secret: login.clientSecret,
          refresh_token: login.refreshToken
        })
        const body = JSON.parse(bytes)
        if (status !== 200 || !body.access_token) throw new Error(`expected an access token, got ${status} ${bytes}`)
        headers = { Authorization: `Zoho-oauthtoken ${body.access_token}` }
        return { apiDomain: body.api_domain }
      },
      uploadFile: async ({ path, ...place }) => seen(await postFile(attachmentsOf(place), headers, path)),
      uploadLink: async ({ link, title, ...place }) => seen(await postLink(attachmentsOf(place), headers, { attachmentUrl: link, title })),
      list: async place => seen(await call('GET', `${attachmentsOf(place)}?fields=${FIELDS}&page=1&per_page=200`, headers)),
      download: async ({ attachment, ...place }) => seen(await call('GET', `${attachmentsOf(place)}/${attachment}`, headers)),
      deleteOne: async ({ attachment, ...place }) => seen(await call('DELETE', `${attachmentsOf(place)}/${attachment}`, headers)),
      deleteMany: async ({ attachments, ...place }) => seen(await call('DELETE', `${attachmentsOf(place)}?ids=${attachments.join()}`, headers))
    }
  }
}

/** Reads a response by its type, into the format that all drivers report. */
function seen ({ status, header, bytes }) {
  if (status === 204) {
    if (bytes.length > 0) throw new Error(`expected no body, got ${bytes}`)
    return { http: status, seenAs: 'no body' }
  }
  const seenAs = header('content-type')
  if (!seenAs.startsWith('application/json')) return { http: status, seenAs, name: nameIn(header('content-disposition')), bytes }
  return { http: status, seenAs, ...readJson(JSON.parse(bytes)) }
}

/** The content of a JSON response: rows, or a refusal. */
export function readJson (body) {
  if (body.data === undefined) return { answer: body }
  return body.info ? { rows: body.data.map(attachment), more: body.info.more_records } : { rows: body.data.map(action) }
}

/** The filename in the Content-Disposition of a download. */
export function nameIn (disposition) {
  return decodeURIComponent(/^attachment;filename\*=UTF-8''([^;]+)$/.exec(disposition)[1])
}

function attachment ({ id, File_Name: name, Size: size, $type: type, $link_url: link = null }) {
  return { id, name, size, type, link }
}

function action ({ code, message, status, details }) {
  return {
    code,
    message,
    status,
    id: details.id,
    ...details.Created_Time && { createdAt: new Date(details.Created_Time).toISOString(), createdBy: details.Created_By.name }
  }
}
