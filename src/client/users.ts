import type { Seed } from '../sandbox/seed-schema.js'
import type { Control } from './control.js'

/** A user as seeds have them. */
export type SeededUser = NonNullable<Seed['users']>[number]

/** The people of a sandbox. */
export interface Users {
  list (): Promise<SeededUser[]>
  /** Adds a user, or replaces the one with the same id; what he is denied holds from the next request on. */
  put (user: Omit<SeededUser, 'id'> & { readonly id?: string }): Promise<SeededUser>
  /** Deletes a user; tokens go with their user. @throws {MockError} where there is none, or nobody would be left */
  delete (id: string): Promise<void>
}

export function usersOf (control: Control): Users {
  return {
    list: async () => (await control.get<{ users: SeededUser[] }>('/users')).users,
    put: user => control.post('/users', user),
    delete: async id => { await control.delete(`/users/${encodeURIComponent(id)}`) }
  }
}
