import { sendJson } from '../../api/reply.js'
import { presentOrg, presentUsers } from '../present.js'
import { ofOrg } from '../request-context.js'
import { readQuery } from '../checks/query.js'

/** The token's user, or all of them. Zoho's SDKs ask for the first, and for the org, before their first call of any other kind. */
export const users = ofOrg({
  read: ({ request }) => readQuery(request, parameters => parameters.get('type')),
  answer ({ reply, request: { sandbox: { world } }, user }, type) {
    return sendJson(reply, presentUsers(type === 'CurrentUser' ? [user] : world.users, world.org))
  }
})

/** The organisation that a token is of. */
export const org = ofOrg({
  read: ({ request }) => readQuery(request, () => {}),
  answer: ({ reply, request: { sandbox: { world } } }) => sendJson(reply, presentOrg(world.org))
})
