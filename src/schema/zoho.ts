import { Type } from 'typebox'

/** A Zoho id. */
export const Id = Type.String({ pattern: '^[0-9]{1,20}$', description: 'A Zoho id: decimal digits.' })

export const ModuleName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}$', description: 'A module’s API name, such as Price_Books.' })

// What Date.parse reads: `date-time` has leap seconds too, and years before 1970.
export const Instant = Type.String({ format: 'date-time', pattern: '^(197[1-9]|19[89][0-9]|[2-9][0-9]{3})-.{12}[0-5][0-9]', description: 'An instant with its offset, such as 2026-01-02T03:04:05+05:30.' })
