import type { Person } from '../store/entities.js'

// How values stand in what is exported.

/** @param milliseconds since 1970 */
export function writtenInstant (milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** A person at the time of what they did, without what else is known of them now. */
export function writtenPerson ({ id, name, email }: Person): Person {
  return { id, name, email }
}
