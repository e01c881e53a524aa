import { Type } from 'typebox'
import { isTellable } from '../../store/clock.js'
import type { Token } from '../../store/entities.js'
import { unusedToken, type World } from '../../sandbox/world.js'
import { bounds } from '../../json/bounds.js'
import { maskToken } from '../../secrets/mask-token.js'
import { RefusedAs } from '../../json/types.js'
import { Duration, milliseconds } from '../../json/duration.js'
import { findRule, type RuleName } from '../../zoho/rules.js'
import { splitScopes } from '../../zoho/scopes.js'
import { Complaint } from '../complaint.js'
import type { ControlApp } from '../control-app.js'
import { refuseExcess } from '../room.js'
import { userOf } from '../user-of.js'
import { showRefreshToken, showToken, TokenInfoSchema } from '../shapes/token.js'

const strict = { additionalProperties: false }
const Deleted = Type.Object({ deleted: Type.Integer() })
const Value = Type.String({ minLength: 1, maxLength: bounds.token, pattern: '^\\S+$', 'x-expected': 'a text without spaces, of at most 500 characters' })

const New = Type.Object({
  token: Type.Optional(Value),
  user: Type.Optional(Type.String({ maxLength: bounds.name, description: 'The id of one of the users; the first of them where absent.' })),
  scopes: Type.Optional(Type.Array(Type.String({ maxLength: bounds.parameter }), { maxItems: bounds.scopes, description: 'ZohoCRM.modules.ALL where absent.' })),
  lifetime: Type.Optional(Type.Union([Duration, Type.Integer({ minimum: 0, maximum: bounds.count })], { description: 'A span of time, or seconds.' })),
  as: Type.Optional(RefusedAs)
}, { ...strict, description: 'A value of your own or one that is made; it never expires without a lifetime.' })

/** Tokens: what the token endpoint gave, and what a test needs that it would not give. */
export async function tokens (app: ControlApp): Promise<void> {
  app.get('/tokens', {
    schema: { summary: 'Access tokens and refresh tokens', response: { 200: Type.Object({ tokens: Type.Array(TokenInfoSchema) }) } }
  }, async ({ sandbox: { world } }) => ({ tokens: [...world.tokens.all().map(showToken), ...world.tokens.refreshTokens().map(showRefreshToken)] }))

  app.post('/tokens', {
    schema: { summary: 'Makes an access token', body: New, response: { 200: TokenInfoSchema } }
  }, async ({ sandbox: { world }, body: { token, user, scopes = ['ZohoCRM.modules.ALL'], lifetime, as } }) => {
    const expiresAt = lifetime === undefined ? undefined : endOf(lifetime, world)
    const owner = user === undefined ? world.users[0].id : userOf(world, user).id
    refuseExcess(world, 'tokens', world.tokens.ownSize, { rows: { token, user: owner, scopes }, more: token === undefined || world.tokens.get(token) === undefined ? 1 : 0 })
    // Nothing refuses from here on: a value that is made moves the sequence on.
    const made: Token = {
      user: owner,
      value: token ?? unusedToken(world),
      scopes: scopes.flatMap(splitScopes),
      ...expiresAt !== undefined && { expiresAt },
      // The schema lets only names and codes of the catalogue through.
      ...as !== undefined && { rule: findRule(as) as RuleName }
    }
    world.tokens.add(made)
    return showToken(made)
  })

  app.post('/tokens/expire', {
    schema: {
      summary: 'Makes an access token, or each that lives, expire now',
      body: Type.Object({ token: Type.Optional(Value) }, strict),
      response: { 200: Type.Object({ expired: Type.Integer() }) }
    }
  }, async ({ sandbox: { world }, body: { token } }) => {
    if (token !== undefined && world.tokens.get(token) === undefined) throw unknownToken(token)
    const values = token === undefined ? world.tokens.all().map(({ value }) => value) : [token]
    return { expired: values.filter(value => world.tokens.expire(value)).length }
  })

  app.delete('/tokens/:token', {
    schema: { summary: 'Forgets a token', params: Type.Object({ token: Type.String() }), response: { 200: Deleted } }
  }, async ({ sandbox: { world }, params: { token } }) => {
    if (!world.tokens.delete(token)) throw unknownToken(token)
    return { deleted: 1 }
  })

  app.delete('/tokens', {
    schema: { summary: 'Forgets every token', response: { 200: Deleted } }
  }, async ({ sandbox: { world: { tokens } } }) => {
    const all = [...tokens.all(), ...tokens.refreshTokens()]
    for (const { value } of all) tokens.delete(value)
    return { deleted: all.length }
  })
}

/** When a lifetime that begins now ends, in milliseconds since 1970. @throws {Complaint} */
function endOf (lifetime: string | number, { clock }: World): number {
  const end = clock.now() + (typeof lifetime === 'number' ? lifetime * 1000 : milliseconds(lifetime))
  if (!isTellable(end)) throw new Complaint('badRequest', `Expected \`lifetime\` to end before the year 10000, got \`${JSON.stringify(lifetime)}\``)
  return end
}

function unknownToken (token: string): Complaint {
  return new Complaint('notFound', `No token \`${maskToken(token)}\` in this sandbox: GET /_mock/tokens lists them`)
}
