import { Type } from 'typebox'
import { userFrom } from '../../seed/rows.js'
import { UserSchema } from '../../seed/schema.js'
import { seededUser } from '../../seed/write.js'
import { withoutUser, withUser } from '../../store/entities.js'
import { changeUsers, type World } from '../../sandbox/world.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { refuseExcess } from '../room.js'
import { userOf } from '../user-of.js'

const New = Type.Object({ ...UserSchema.properties, id: Type.Optional(UserSchema.properties.id) }, { additionalProperties: false, description: 'One more, or another in the place of the one with this id; it is made where absent.' })

/** People, and what they are denied; it holds from the next request on. */
export async function users (app: ControlApp): Promise<void> {
  app.get('/users', {
    schema: { summary: 'People, and what they are denied', response: { 200: Type.Object({ users: Type.Array(UserSchema) }) } }
  }, async ({ sandbox: { world } }) => ({ users: world.users.map(seededUser) }))

  app.post('/users', {
    schema: { summary: 'Adds or replaces a user', body: New, response: { 200: UserSchema } }
  }, async ({ sandbox: { world }, body }) => {
    const isMore = !world.users.some(({ id }) => id === body.id)
    refuseExcess(world, 'users', world.users.length, { rows: body, more: isMore ? 1 : 0 })
    const user = userFrom({ ...body, id: body.id ?? unusedId(world) })
    changeUsers(world, withUser(world.users, user))
    return seededUser(user)
  })

  app.delete('/users/:id', {
    schema: { summary: 'Deletes a user; tokens go with their user', params: Type.Object({ id: Type.String() }), response: { 200: Type.Object({ deleted: Type.Integer() }) } }
  }, async ({ sandbox: { world }, params: { id } }) => {
    const rest = withoutUser(world.users, userOf(world, id).id)
    if (rest === undefined) throw new Complaint('conflict', `Expected somebody to be left: \`${id}\` is the last user`)
    changeUsers(world, rest)
    return { deleted: 1 }
  })
}

/** An id that no user has: after a reset the sequence may come by some that are there. */
function unusedId ({ ids, users }: World): string {
  const known = new Set(users.map(({ id }) => id))
  let id: string
  do id = ids.next()
  while (known.has(id))
  return id
}
