import { readdirSync, readFileSync } from 'node:fs'

/** A source file. */
export interface Source {
  /** Relative to src. */
  readonly path: string
  readonly text: string
}

const FOLDER = new URL('../../src/', import.meta.url)

/** Every source file. */
export function sources (): Source[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.c?ts$/.test(path))
    .sort()
    .map(path => ({ path, text: readFileSync(new URL(path, FOLDER), 'utf8') }))
}
