import { readFileSync } from 'node:fs'
import t from 'tap'
import { version } from '../src/version.js'
import { versions } from '../src/zoho/versions.js'
import { sources } from './helpers/sources.js'

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

t.test('the version in the source is package.json’s', async t => {
  t.equal(version, packageJson.version)
})

t.test('only zoho/versions.ts tells versions apart', async t => {
  const names = versions.map(({ name }) => name.replace('.', '\\.')).join('|')
  for (const { path, text } of sources().filter(({ path }) => path !== 'zoho/versions.ts')) {
    const code = text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '')
    t.notMatch(code, new RegExp(`['"\`](${names})['"\`]`), path)
  }
})

t.test('nothing asks for a version by its name or its place in the table', async t => {
  for (const { path, text } of sources().filter(({ path }) => path !== 'zoho/versions.ts')) {
    const code = text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '')
    t.notMatch(code, /versions?\)?(\.name|\[[^\]]+\]|\.at\(.*\)) *[!=<>]=|[!=<>]==? *(newestV|v)ersions?\b|\.(indexOf|findIndex)\(version/i, path)
  }
})

t.test('only upload/ and the scopes that read forms know multipart', async t => {
  for (const { path, text } of sources().filter(({ text }) => text.includes("'@fastify/multipart'"))) {
    t.ok(['upload/multipart.ts', 'crm/routes.ts', 'accounts/routes.ts'].includes(path), path)
    if (!path.startsWith('upload/')) t.notMatch(text, /\.(parts|file|files|saveRequestFiles)\(/, path)
  }
})

t.test('only zoho/present.ts writes Zoho’s JSON', async t => {
  for (const { path, text } of sources().filter(({ path }) => path !== 'zoho/present.ts')) {
    t.notMatch(text, /(Created_Time|Modified_By|access_token|api_domain):/, path)
  }
})

t.test('no file of the source has outgrown its room', async t => {
  for (const { path, text } of sources()) t.ok(text.split('\n').length <= 220, path)
})
