import { userFrom } from '../../seed/rows.js'
import { seededUser } from '../../seed/write.js'
import { withoutUser, withUser } from '../../store/entities.js'
import { changeUsers, type World } from '../../sandbox/world.js'
import { claimRoom } from '../../sandbox/capacity.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'

/** Adds the routes for users, including what they are denied. Changes apply from the next request on. */
export function users (app: ControlApp): void {
  app.route({ ...route('GET /users'), handler: async ({ sandbox: { world } }) => ({ users: world.users.map(seededUser) }) })

  app.route({
    ...route('POST /users'),
    handler: async ({ sandbox: { world }, body }) => {
      const isMore = !world.users.some(({ id }) => id === body.id)
      claimRoom(world, 'users', world.users.length, { rows: body, more: isMore ? 1 : 0 })
      const user = userFrom({ ...body, id: body.id ?? unusedId(world) })
      changeUsers(world, withUser(world.users, user))
      return seededUser(user)
    }
  })

  app.route({
    ...route('DELETE /users/:id'),
    handler: async ({ sandbox: { world }, params: { id } }) => {
      if (!world.users.some(user => user.id === id)) throw await unknownUser(id)
      const rest = withoutUser(world.users, id)
      if (rest === undefined) throw (await httpErrors()).conflict(`Expected somebody to be left: \`${id}\` is the last user`)
      changeUsers(world, rest)
      return { deleted: 1 }
    }
  })
}

/** The 404 error for a user id that is not in the sandbox. */
export async function unknownUser (id: string): Promise<Error> {
  return (await httpErrors()).notFound(`No user \`${id}\` in this sandbox: GET /_mock/users lists them`)
}

/** Generates an id that no user has: after a reset, the sequence may reach ids that are in use. */
function unusedId ({ ids, users }: World): string {
  const known = new Set(users.map(({ id }) => id))
  let id: string
  do id = ids.next()
  while (known.has(id))
  return id
}
