import type { Metafile } from 'esbuild'
import t from 'tap'
import { noticesOf } from '../../src/build/notices.js'

const metafile = { outputs: { 'a.cjs': { inputs: { 'node_modules/a/index.js': { bytesInOutput: 5 }, 'node_modules/unused/index.js': { bytesInOutput: 0 } } } }, inputs: { 'node_modules/a/index.js': {}, 'node_modules/unused/index.js': {} } } as unknown as Metafile

t.test('a package without the text of its licence is named with its author', async t => {
  for (const author of ['A. Author', { name: 'A. Author' }]) {
    const folder = t.testdir({ node_modules: { a: { 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', license: 'MIT', author }) } } })
    t.match(noticesOf(metafile, folder), /a 1\.0\.0 \(MIT\)[^]*Licence: MIT, by A\. Author\. The package has no text of it\./)
  }
  const folder = t.testdir({ node_modules: { a: { 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', license: 'MIT' }) } } })
  t.match(noticesOf(metafile, folder), /Licence: MIT\. The package has no text of it\./)
})

t.test('a package without a licence cannot be bundled', async t => {
  const folder = t.testdir({ node_modules: { a: { 'package.json': JSON.stringify({ name: 'a', version: '1.0.0' }) } } })
  t.throws(() => noticesOf(metafile, folder), { message: 'a has no licence' })
})
