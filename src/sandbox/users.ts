import type { User } from './entities.js'

/** The people of an org; tokens that name nobody are the first one's. */
export type Users = readonly [User, ...User[]]

/** People with one more, or with another of the same id in the same place. */
export function withUser (users: Users, user: User): Users {
  const index = users.findIndex(({ id }) => id === user.id)
  return (index === -1 ? [...users, user] : users.with(index, user)) as unknown as Users
}

/** People without one; `undefined` where nobody would be left. */
export function withoutUser (users: Users, id: string): Users | undefined {
  const [first, ...others] = users.filter(user => user.id !== id)
  return first && [first, ...others]
}
