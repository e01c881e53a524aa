import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { version } from '../../src/version.js'
import { buildCommand } from '../helpers/built.js'

const run = promisify(execFile)

t.test('the launcher starts the command without, with and with a broken compile cache', async t => {
  const folder = t.testdir({})
  const launcher = await buildCommand(folder)
  const start = async (): Promise<string> => (await run(process.execPath, [launcher, '--version'])).stdout

  t.equal(await start(), `${version}\n`, 'the first time')
  t.equal(await start(), `${version}\n`, 'again')
  // From Node 22.8 on there is no cache beside the bundle.
  for (const file of readdirSync(folder).filter(name => name.endsWith('.cache'))) writeFileSync(join(folder, file), 'broken')
  t.equal(await start(), `${version}\n`, 'with a broken cache')
  t.equal(await start(), `${version}\n`, 'with a new cache')
})
