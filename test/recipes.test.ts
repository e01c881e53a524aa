import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { startMock } from '../src/index.js'
import { build } from './helpers/server.js'

const ROOT = new URL('../', import.meta.url)

function textOf (path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8')
}

interface Compose {
  readonly services: Readonly<Record<string, { readonly image?: string, readonly depends_on?: unknown, readonly environment?: unknown } | undefined>>
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly needs?: string, readonly outputs?: object, readonly services?: Record<string, object | undefined>, readonly env?: object } | undefined>>
}

const dockerfile = textOf('Dockerfile')
const [, port = ''] = /^EXPOSE (\d+)$/m.exec(dockerfile) ?? []

t.test('the recipe of Compose waits for the health check of the image and reaches its port', async t => {
  const { services } = parse(textOf('test/examples/compose/compose.yaml')) as Compose
  t.match(services, {
    zoho: { image: 'zoho-attachments-mock', pull_policy: 'never' },
    tests: { depends_on: { zoho: { condition: 'service_healthy' } }, environment: { ZOHO_MOCK_URL: `http://zoho:${port}` } }
  })
  t.match(dockerfile, /^HEALTHCHECK .*\n.*"readyz"\]$/m)
})

t.test('the recipe of GitHub Actions starts the image that a job before has built', async t => {
  const { jobs } = parse(textOf('test/examples/github-actions/attachments.yml')) as Workflow
  t.match(jobs, {
    image: { outputs: { name: String } },
    test: {
      needs: 'image',
      services: { zoho: { image: '${{ needs.image.outputs.name }}', ports: [`${port}:${port}`] } }, // eslint-disable-line no-template-curly-in-string -- GitHub's expressions
      env: { ZOHO_MOCK_URL: `http://127.0.0.1:${port}` }
    }
  })
})

t.test('the recipes of Testcontainers wait for a path that answers 200, at the port of the image', async t => {
  const app = await build(t)
  for (const [path, pattern] of [
    ['testcontainers-node/attach.test.js', /withExposedPorts\((\d+)\)[^]*forHttp\('(.*)', (\d+)\)\.forStatusCode\(200\)[^]*getMappedPort\((\d+)\)/],
    ['testcontainers-java/ZohoContainerTest.java', /withExposedPorts\((\d+)\)[^]*forHttp\("(.*)"\)\.forPort\((\d+)\)\.forStatusCode\(200\)[^]*getMappedPort\((\d+)\)/]
  ] as const) {
    const [, exposed, readyPath = '', awaited, mapped] = pattern.exec(textOf(`test/examples/${path}`)) ?? []
    t.strictSame([exposed, awaited, mapped], [port, port, port], path)
    t.equal((await app.inject(readyPath)).statusCode, 200, readyPath)
  }
})

t.test('the table of the examples has each folder, and says which of them CI runs', async t => {
  const rows = [...textOf('test/examples/README.md').matchAll(/^\| .* \| \[([\w-]+)\]\(\1\/.*\) \| .* \| (yes|no)/gm)].map(([, folder = '', inCi]) => ({ folder, inCi }))
  const folders = readdirSync(new URL('test/examples', ROOT), { withFileTypes: true }).filter(entry => entry.isDirectory() && entry.name !== 'client').map(({ name }) => name)
  t.strictSame(rows.map(({ folder }) => folder).sort(), folders.sort())

  const [, examples = ''] = /^for example in (.*); do$/m.exec(textOf('.ci/examples')) ?? []
  const run = [...examples.split(' '), ...[...textOf('.ci/recipes').matchAll(/^recipe ([\w-]+) /gm)].map(([, folder = '']) => folder)]
  // Without its container, which the table says.
  t.strictSame(rows.filter(({ inCi }) => inCi === 'yes').map(({ folder }) => folder).sort(), run.filter(folder => folder !== 'compose').sort())
})

t.test('the name of a sandbox is made as the README of the examples says', async t => {
  const mock = await startMock({ host: '127.0.0.1' })
  t.teardown(() => mock.close())
  const [, title = '', name] = /So `(.*)` is `(.*)`/.exec(textOf('test/examples/README.md')) ?? []
  t.equal(mock.sandbox(title).url, `${mock.url}/s/${name}`)
})
