/**
 * The code that every example tests: it attaches a file to a lead, and retries if Zoho fails or the connection breaks.
 * It does not check whether the first attempt stored the file nevertheless: the tests reveal this mistake.
 * @param {{ url: string, token: string }} zoho the base URL and an access token
 * @param {string} lead the id of the lead
 * @param {{ name: string, text: string }} file
 * @returns {Promise<string>} the id of the attachment
 */
async function attach ({ url, token }, lead, { name, text }, attempts = 2) {
  try {
    const body = new FormData()
    body.set('file', new Blob([text]), name)
    const reply = await fetch(`${url}/crm/v8/Leads/${lead}/Attachments`, { method: 'POST', headers: { authorization: `Zoho-oauthtoken ${token}` }, body })
    if (reply.ok) return (await reply.json()).data[0].details.id
    throw Object.assign(new Error(`Zoho answered ${reply.status}`), { status: reply.status, rule: reply.headers.get('x-mock-rule') })
  } catch (error) {
    const isTheirs = error.status === undefined || error.status >= 500
    if (!isTheirs || attempts === 1) throw error
    return await attach({ url, token }, lead, { name, text }, attempts - 1)
  }
}

module.exports = { attach }
