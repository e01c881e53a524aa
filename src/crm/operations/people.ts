import { sendJson } from '../../plugins/send-json.js'
import { presentOrg, presentUsers } from '../../zoho/present.js'
import { found } from '../call.js'
import type { Operation } from './operation.js'

/** The token's user, or all of them. Zoho's SDKs ask for the first, and for the org, before their first call of any other kind. */
export const users: Operation = {
  name: 'users',
  method: 'GET',
  path: '/:version/users',
  answer (call) {
    const { reply, request: { query, sandbox: { world } } } = call
    const { type } = query as { type?: unknown }
    return sendJson(reply, presentUsers(type === 'CurrentUser' ? [found(call, 'user')] : world.users, world.org))
  }
}

/** The organisation that a token is of. */
export const org: Operation = {
  name: 'org',
  method: 'GET',
  path: '/:version/org',
  answer: ({ reply, request: { sandbox: { world } } }) => sendJson(reply, presentOrg(world.org))
}
