/**
 * Makes the operations of a client that knows HTTP and nothing of Zoho. Each function gives { status, type, body }.
 * @param postToken takes the token URL and the parameters
 * @param postFile takes a URL, the headers and the path of a file
 * @param postLink takes a URL, the headers and { attachmentUrl, title }
 */
export function plainClient ({ postToken, postFile, postLink }) {
  return ({ url, accountsUrl, version, login }) => {
    let headers
    const attachmentsOf = ({ module, record }) => `${url}/crm/${version}/${module}/${record}/Attachments`
    return {
      init: async () => {
        const { status, body } = await postToken(accountsUrl, {
          grant_type: 'refresh_token',
          client_id: login.clientId,
          client_secret: login.clientSecret,
          refresh_token: login.refreshToken
        })
        if (status !== 200 || !body.access_token) throw new Error(`expected an access token, got ${status} ${JSON.stringify(body)}`)
        headers = { Authorization: `Zoho-oauthtoken ${body.access_token}` }
        return { apiDomain: body.api_domain }
      },
      uploadFile: async ({ path, ...place }) => seen(await postFile(attachmentsOf(place), headers, path)),
      uploadLink: async ({ link, title, ...place }) => seen(await postLink(attachmentsOf(place), headers, { attachmentUrl: link, title }))
    }
  }
}

function seen ({ status, type, body }) {
  return { http: status, seenAs: type, answer: body.data ? uploaded(body.data) : body }
}

function uploaded ([{ code, message, status, details }]) {
  return {
    code,
    message,
    status,
    id: details.id,
    createdAt: new Date(details.Created_Time).toISOString(),
    createdBy: details.Created_By.name
  }
}
