/** An offset from UTC. */
export interface Zone {
  /** Such as `+05:30`. */
  readonly name: string
  /** Milliseconds east of UTC. */
  readonly offset: number
}

/** Parses an offset such as `+05:30`. */
export function zoneOf (name: string): Zone {
  const [hours = 0, minutes = 0] = name.slice(1).split(':').map(Number)
  return { name, offset: (name.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000 }
}

/**
 * Formats a time as Zoho does: `2021-05-03T18:03:00+05:30`, without milliseconds, in the org's offset.
 * Source: every sample in the documentation; Zoho's Java SDK fails on any other format.
 * @param instant milliseconds since 1970
 */
export function zohoTime (instant: number, { name, offset }: Zone): string {
  const second = Math.floor((instant + offset) / 1000)
  // Under load, most times fall into the same second as the one before.
  if (second !== last.second) last = { second, text: new Date(second * 1000).toISOString().slice(0, 19) }
  return last.text + name
}

let last = { second: NaN, text: '' }
