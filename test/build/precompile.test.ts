import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import fc from 'fast-check'
import t from 'tap'
import { compile, type Check } from '../../src/json/compile.js'
import { checkedSchemas, precompile } from '../../src/build/precompile.js'
import { defaultSeed } from '../../src/seed/default.js'
import { mutatedJson } from '../hostile/mutate-json.js'

const fault = { operation: 'upload', module: 'Leads', times: 'always', probability: 0.5, delay: '1ms', action: { answer: 'TOO_MANY_REQUESTS', retryAfter: 3 } }
const stub = { method: 'POST', path: '/crm/:version/coql', status: 201, headers: { 'x-a': 'b' }, body: { data: [null] }, times: 3 }
/** At least one that fits each schema. */
const fitting: readonly object[] = [
  { ...defaultSeed, faults: [fault], stubs: [stub], dataCenter: 'eu', dataCenters: { a: 'in' }, clock: { mode: 'offset', by: '1h' }, attachments: [{ module: 'Leads', record: '1', link: 'https://e.com', createdAt: '2026-01-02T03:04:05+05:30' }] },
  fault,
  [fault],
  stub,
  [stub],
  { mode: 'frozen', at: '2026-01-02T03:04:05Z' },
  { by: '-5m' },
  { token: '1000.mine', user: '5', scopes: ['a'], lifetime: 3600, as: 'INTERNAL_ERROR' },
  { id: '5', name: 'Nadia', denied: [{ module: 'Deals', operation: 'upload', as: 'NO_PERMISSION' }] },
  { module: 'Leads', id: '7', name: 'x' },
  { operation: 'upload', status: '200', limit: '5' },
  { before: 'req-7', limit: '5', sandbox: '*' },
  { enabled: false },
  { operation: 'upload', status: 200, count: 2, timeout: '1s' },
  { only: ['clock'] },
  { enabled: true },
  {}
]

t.test('the generated code finds the same errors as Ajv does at run time', async t => {
  const require = createRequire(import.meta.url)
  const source = join(t.testdir(), 'compile.js')
  const outfile = source.replace('.js', '.cjs')
  writeFileSync(source, precompile())
  await build({ entryPoints: [source], bundle: true, platform: 'node', format: 'cjs', outfile, nodePaths: [dirname(dirname(require.resolve('ajv/package.json')))] })
  const generated = require(outfile) as { readonly compile: typeof compile }
  const values = fitting.flatMap((value, index) => [value, ...fc.sample(mutatedJson, { numRuns: 60, seed: index }).flatMap(mutate => parse(mutate(JSON.stringify(value))))])
  const verdicts = (check: Check): unknown[] => values.map(value => check(value) || check.errors)
  for (const [index, schema] of checkedSchemas.entries()) {
    const expected = verdicts(compile(schema))
    t.ok(expected.includes(true), `a value fits schema ${index}`)
    t.strictSame(verdicts(generated.compile(schema)), expected, `schema ${index}`)
  }
  t.throws(() => generated.compile({ type: 'null' }), 'other schemas are not compiled')
})

function parse (text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}
