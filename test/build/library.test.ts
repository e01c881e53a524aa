import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { declarations } from '../helpers/declarations.js'

const path = new URL('../../src/build/library.d.ts', import.meta.url)

t.test('the declarations are those of the source', async t => {
  const written = declarations()
  if (process.env['UPDATE_TYPES'] !== undefined) writeFileSync(path, written)
  t.equal(readFileSync(path, 'utf8'), written, 'UPDATE_TYPES=1 writes them')
})
