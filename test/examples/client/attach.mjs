/**
 * The code that is tested in every example: it attaches a file to a lead, and tries again where Zoho fails or the
 * connection breaks. It never looks whether the first attempt was good all the same, which is what the tests show.
 * @param {{ url: string, token: string }} zoho where Zoho is, and who asks
 * @param {string} lead its id
 * @param {{ name: string, text: string }} file
 * @returns {Promise<string>} the id of the attachment
 */
export async function attach ({ url, token }, lead, { name, text }, attempts = 2) {
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
