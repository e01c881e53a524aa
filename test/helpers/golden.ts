import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDER = new URL('../../fixtures/golden/', import.meta.url)

/**
 * A body that was once reviewed and found correct. Compared byte by byte, so the order of keys counts.
 * With UPDATE_GOLDEN=1 it is overwritten with the actual body; `git diff` then shows what changed.
 */
export function golden (name: string, actual: string): string {
  const { pathname } = new URL(`${name}.json`, FOLDER)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(pathname), { recursive: true })
    writeFileSync(pathname, `${actual}\n`)
  }
  return readFileSync(pathname, 'utf8').replace(/\n$/, '')
}
