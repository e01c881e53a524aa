import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import t from 'tap'
import { version } from '../src/version.js'

const ROOT = new URL('../', import.meta.url)
const packageJson = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string }

t.test('the version in the source is package.json’s', async t => {
  t.equal(version, packageJson.version)
})

t.test('the linter finds an import that leads to a room above', async t => {
  const eslint = new ESLint({ cwd: fileURLToPath(ROOT) })
  const upwards = [
    ['src/http/drain.ts', "export { limits } from '../zoho/limits.js'"],
    ['src/store/records.ts', "export type { World } from '../sandbox/world.js'"],
    ['src/http/tls/server.ts', "export { answerOf } from '../../zoho/rules.js'"],
    ['src/crm/admit.ts', "export const load = () => import('../control/mount.js')"],
    ['src/zoho/rules.ts', "export { optionNames } from '../options.js'"]
  ] as const
  for (const [filePath, code] of upwards) {
    const [result] = await eslint.lintText(`${code}\n`, { filePath })
    t.match(result?.messages, [{ ruleId: /^no-restricted-(imports|syntax)$/, message: /may (not )?import/ }], `${filePath}: ${code}`)
  }
  const [downwards] = await eslint.lintText("export { limits } from '../zoho/limits.js'\n", { filePath: 'src/store/records.ts' })
  t.strictSame(downwards?.messages, [])
})
