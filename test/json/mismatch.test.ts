import t from 'tap'
import { milliseconds, spanOf } from '../../src/json/duration.js'
import { compile } from '../../src/json/compile.js'
import { mismatchOf } from '../../src/json/mismatch.js'
import { checkedSchemas } from '../../src/build/precompile.js'
import type { Schema } from '../../src/json/types.js'
import { ClockSchema, SeedSchema } from '../../src/seed/schema.js'

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

t.test('a missing property and an invalid instant are reported by schemas that allow other properties, too', async t => {
  t.equal(mismatchOf({ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, {}, 'it'), 'Expected `it` to have `a`')
  t.equal(mismatchOf({ type: 'string', format: 'date-time' }, 'tomorrow', 'it'), 'Expected `it` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"tomorrow"`')
})

t.test('a property whose name does not fit is named', async t => {
  const schema = { type: 'object', patternProperties: { '^[0-9]+$': { type: 'string' } }, additionalProperties: false } as const
  t.equal(mismatchOf(schema, { 1: 'one', x: 'two' }, 'it'), 'Expected the names of `it` to be of the form ^[0-9]+$, got `"x"`')
})

t.test('every object schema says what any of its properties may be, so that no input is left unchecked', async t => {
  const unchecked: string[] = []
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { type, properties, patternProperties, additionalProperties } = schema as Record<string, unknown>
    if (type === 'object' && additionalProperties !== false && typeof additionalProperties !== 'object') unchecked.push(path)
    if (type === undefined && (properties ?? patternProperties) !== undefined) unchecked.push(`${path} (no type)`)
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`)
  }
  for (const [index, schema] of checkedSchemas.entries()) visit(schema, `schema ${index}`)
  t.strictSame(unchecked, [])
})

t.test('a value that cannot be converted to a string is described wherever it is found', async t => {
  const value = { toString: 1, valueOf: 1, toJSON: 1 }
  let described = 0
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { type, anyOf, properties, items, patternProperties, additionalProperties } = schema as Record<string, unknown>
    if (type !== undefined || anyOf !== undefined) {
      const message = mismatchOf(schema as Schema, value, 'it')
      if (message !== undefined) described++
      t.match(message ?? 'Expected nothing else', /^(Expected|Unknown property) /)
    }
    for (const inner of [items, additionalProperties, ...Object.values({ ...properties as object, ...patternProperties as object }), ...anyOf as unknown[] ?? []]) visit(inner)
  }
  for (const schema of checkedSchemas) visit(schema)
  t.ok(described > 100, `${described} messages`)
})

t.test('a list of 100,000 items that are all wrong gets one error, about the first of them', async t => {
  const wrong = { records: { Leads: Array.from({ length: 100_000 }, () => ({})) } }
  const check = compile(SeedSchema)
  t.notOk(check(wrong))
  t.ok((check.errors ?? []).length < 5, 'one for each branch of the union, and one for the union')
  t.equal(mismatchOf(SeedSchema, wrong), 'Expected `records.Leads[0]` to have `id`')
})

t.test('an unknown property is named before a missing one, which may be the same with a typing error', async t => {
  t.equal(mismatchOf(SeedSchema, { tokens: [{ tokn: 'a', scopes: [] }] }), 'Unknown property `tokens[0].tokn`: did you mean `token`?')
  t.equal(mismatchOf(SeedSchema, { unheardOf: 1 }), 'Unknown property `unheardOf`')
  t.equal(mismatchOf(SeedSchema, { attachments: [{ module: 'Leads', record: '1', user: { id: '5' } }] }), 'Expected `attachments[0].user` to have `name` and `email`')
})

t.test('the message about a union is about the branch that a word in the value selects', async t => {
  t.equal(mismatchOf(ClockSchema, { mode: -1 }), 'Expected `mode` to be `real` or `frozen` or `offset`, got `-1`')
  t.equal(mismatchOf(ClockSchema, { mode: 'offset', at: '2026-01-02T03:04:05Z' }), 'Unknown property `at`: expected one of `mode`, `by`')
  t.equal(mismatchOf(ClockSchema, { mode: 'frozen', at: 'offset' }), 'Expected `at` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"offset"`')
  t.equal(mismatchOf(ClockSchema, 'real', 'the body'), 'Expected `the body` to be an object, got `"real"`')
})

t.test('an instant is accepted only if Date.parse reads it as the same date', async t => {
  const instant = (at: string): string | undefined => mismatchOf(ClockSchema, { mode: 'frozen', at })
  for (const at of ['2026-01-02T03:04:05Z', '2026-01-02t03:04:05.123456789+23:59', '2024-02-29T00:00:00Z', '2000-02-29T23:59:59-01:30']) {
    t.equal(instant(at), undefined, at)
    t.notOk(Number.isNaN(Date.parse(at)), at)
  }
  for (const at of ['2026-02-29T00:00:00Z', '2100-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-02T24:00:00Z', '2026-01-02T03:04:05+05', '2026-01-02T03:04:05+0530', '2026-01-02T03:04:05', '2026-01-02 03:04:05Z', '2026-01-02T03:04:05Z[Europe/Paris]', '2016-12-31T23:59:60Z']) {
    t.match(instant(at), /^Expected `at` to be an instant/, at)
  }
})
