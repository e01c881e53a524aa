/** What a list can be sorted by, the first where the client does not say. Source: OpenAPI files, `v8.0/related_records`; other versions are inferred. */
export const sortKeys = ['id', 'Created_Time', 'Modified_Time'] as const
export type SortKey = typeof sortKeys[number]

/** Which way, the first where the client does not say. Source: the same. */
export const sortOrders = ['desc', 'asc'] as const
export type SortOrder = typeof sortOrders[number]
