import { Type } from 'typebox'

/** A Zoho id. */
export const Id = Type.String({ pattern: '^[0-9]{1,20}$', description: 'A Zoho id: decimal digits.' })

export const ModuleName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$', description: 'A module’s API name, such as Price_Books.' })

export const Instant = Type.String({ format: 'date-time', description: 'An instant with its offset, such as 2026-01-02T03:04:05+05:30.' })
