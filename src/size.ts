const UNITS: Readonly<Record<string, number>> = { GiB: 1024 ** 3, MiB: 1024 ** 2, KiB: 1024, GB: 1000 ** 3, MB: 1000 ** 2, KB: 1000, '': 1 }

/**
 * Reads a number of bytes, or a text such as `20MiB` (binary units) or `20MB` (decimal ones).
 * @returns `undefined` for anything else, and for less than one byte
 */
export function readSize (given: unknown): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([KMG]i?B)?$/.exec(typeof given === 'string' || typeof given === 'number' ? String(given) : '') ?? []
  const bytes = Number(digits) * Number(UNITS[unit])
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}

/** @returns a number of bytes with the largest unit that divides it: `100MiB` */
export function showSize (bytes: number): string {
  const [unit, factor] = Object.entries(UNITS).find(([, factor]) => bytes % factor === 0) as [string, number]
  return `${bytes / factor}${unit}`
}
