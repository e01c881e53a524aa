import type { User } from '../store/entities.js'
import type { World } from '../sandbox/world.js'
import { Complaint } from './complaint.js'

/** The user with an id. @throws {Complaint} where there is none */
export function userOf ({ users }: World, id: string): User {
  const user = users.find(user => user.id === id)
  if (user === undefined) throw new Complaint('notFound', `No user \`${id}\` in this sandbox: GET /_mock/users lists them`)
  return user
}
