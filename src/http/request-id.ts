/** Whether a text is the id of a request, as Fastify makes them: `req-1k`. */
export function isRequestId (text: string): boolean {
  return /^req-[\da-z]{1,11}$/.test(text)
}

/** The number in the id of a request, or in one without its prefix. Fastify counts in base 36: 10 of `req-a`. Later requests have greater ones. */
export function numberOf (id: string): number {
  return Number.parseInt(id.slice(id.lastIndexOf('-') + 1), 36)
}
