import { sendJson } from '../../api/reply.js'
import { presentOrg, presentUsers } from '../present.js'
import { orgHandler } from '../request-context.js'
import { readQuery } from '../checks/query.js'

/** Sends the token's user, or all users. Zoho's SDKs request the token's user and the org before any other call. */
export const users = orgHandler({
  read: ({ request }) => readQuery(request, parameters => parameters.get('type')),
  answer ({ reply, request: { sandbox: { world } }, user }, type) {
    return sendJson(reply, presentUsers(type === 'CurrentUser' ? [user] : world.users, world.org))
  }
})

/** Sends the organization. */
export const org = orgHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: ({ reply, request: { sandbox: { world } }, version }) => sendJson(reply, presentOrg(world, version))
})
