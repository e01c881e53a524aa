import t from 'tap'
import { routes } from '../../src/control/shapes/routes.js'
import { milliseconds, spanOf } from '../../src/json/duration.js'
import { mismatchOf } from '../../src/json/mismatch.js'
import { SeedSchema } from '../../src/seed/schema.js'

t.test('a duration is written in the largest unit that divides it', async t => {
  for (const [time, span] of [[0, '0ms'], [1500, '1500ms'], [-90_000, '-90s'], [7_200_000, '2h'], [172_800_000, '2d'], [300_000, '5m']] as const) {
    t.equal(spanOf(time), span)
    t.equal(milliseconds(span), time)
  }
})

t.test('the message about a number names its bounds', async t => {
  for (const [schema, message] of [
    [{ type: 'number' }, 'Expected `it` to be a number, got `"x"`'],
    [{ type: 'integer' }, 'Expected `it` to be an integer, got `"x"`'],
    [{ type: 'integer', minimum: 1 }, 'Expected `it` to be an integer from 1 up, got `"x"`'],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'Expected `it` to be an integer from 1 to 5, got `"x"`'],
    [{ type: 'integer', maximum: 5 }, 'Expected `it` to be an integer to 5, got `"x"`']
  ] as const) t.equal(mismatchOf(schema, 'x', 'it'), message)
})

t.test('what is missing, and what is no instant, is told of schemas that allow other properties, too', async t => {
  t.equal(mismatchOf({ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, {}, 'it'), 'Expected `it` to have `a`')
  t.equal(mismatchOf({ type: 'string', format: 'date-time' }, 'tomorrow', 'it'), 'Expected `it` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"tomorrow"`')
})

t.test('a property whose name does not fit is named', async t => {
  const schema = { type: 'object', patternProperties: { '^[0-9]+$': { type: 'string' } }, additionalProperties: false } as const
  t.equal(mismatchOf(schema, { 1: 'one', x: 'two' }, 'it'), 'Expected the names of `it` to be of the form ^[0-9]+$, got `"x"`')
})

t.test('nothing that a client may send is left unchecked: each schema says what any property may be', async t => {
  const unchecked: string[] = []
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { type, properties, patternProperties, additionalProperties } = schema as Record<string, unknown>
    if (type === 'object' && additionalProperties !== false && typeof additionalProperties !== 'object') unchecked.push(path)
    if (type === undefined && (properties ?? patternProperties) !== undefined) unchecked.push(`${path} (no type)`)
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`)
  }
  for (const [key, { body, querystring }] of Object.entries(routes) as Array<[string, { readonly body?: unknown, readonly querystring?: unknown }]>) {
    visit(body, `${key} body`)
    visit(querystring, `${key} query`)
  }
  visit(SeedSchema, 'seed')
  t.strictSame(unchecked, [])
})
