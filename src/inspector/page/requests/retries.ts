import type { Summary } from '../../../control/shapes/summary.js'

/** Whether a client would make a request again after this. */
function mayBeRetried ({ status, outcome }: Summary): boolean {
  return outcome !== 'answered' || status === undefined || status === 429 || status >= 500
}

/**
 * Finds the requests that were made again: the same operation at the same URL with the same token and file, after one that
 * failed on the server’s side.
 * @param rows newest first
 * @returns the id of the request that failed, by the id of the one that was made again
 */
export function retriesIn (rows: readonly Summary[]): ReadonlyMap<string, string> {
  const failed = new Map<string, Summary>()
  const retries = new Map<string, string>()
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index] as Summary
    const key = JSON.stringify([row.sandbox, row.method, row.url, row.token, row.file?.name, row.file?.size])
    const before = failed.get(key)
    if (before !== undefined) retries.set(row.id, before.id)
    if (mayBeRetried(row)) failed.set(key, row)
    else failed.delete(key)
  }
  return retries
}
