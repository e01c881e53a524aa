import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDER = new URL('../../fixtures/golden/', import.meta.url)

/**
 * A body as it was once read and found right, byte for byte, keys in order.
 * With UPDATE_GOLDEN=1 what comes now is written down instead; a diff then shows what changed.
 */
export function golden (name: string, actual: string): string {
  const { pathname } = new URL(`${name}.json`, FOLDER)
  // The front door for test runs, as the environment is for the command.
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(pathname), { recursive: true })
    writeFileSync(pathname, `${actual}\n`)
  }
  return readFileSync(pathname, 'utf8').replace(/\n$/, '')
}
