import { isRepresentable } from '../../store/clock.js'
import type { Token } from '../../store/entities.js'
import { unusedToken } from '../../sandbox/world.js'
import { maskToken } from '../../secrets/redact.js'
import { milliseconds } from '../../json/duration.js'
import { findRule, type RuleName } from '../../zoho/rules.js'
import { allScopes, splitScopes } from '../../zoho/scopes.js'
import { claimRoom } from '../../sandbox/capacity.js'
import { httpErrors } from '../errors.js'
import type { ControlApp } from '../mount.js'
import { route } from '../shapes/routes.js'
import { accessTokenInfo, refreshTokenInfo } from '../shapes/sandbox.js'
import { unknownUser } from './users.js'

/**
 * Adds the routes for tokens: those that the token endpoint issued, and those that a test adds because the endpoint would
 * not issue them.
 */
export function tokens (app: ControlApp): void {
  app.route({
    ...route('GET /tokens'),
    handler: async ({ sandbox: { world } }) => ({ tokens: [...world.tokens.all().map(accessTokenInfo), ...world.tokens.refreshTokens().map(refreshTokenInfo)] })
  })

  app.route({
    ...route('POST /tokens'),
    handler: async ({ sandbox: { world }, body: { token, user = world.users[0].id, scopes = [...allScopes], lifetime, as } }) => {
      const expiresAt = lifetime === undefined ? undefined : world.clock.now() + (typeof lifetime === 'number' ? lifetime * 1000 : milliseconds(lifetime))
      if (expiresAt !== undefined && !isRepresentable(expiresAt)) throw (await httpErrors()).badRequest(`Expected \`lifetime\` to end before the year 10000, got \`${JSON.stringify(lifetime)}\``)
      if (!world.users.some(({ id }) => id === user)) throw await unknownUser(user)
      claimRoom(world, 'tokens', world.tokens.addedSize, { rows: { token, user, scopes }, more: token === undefined || world.tokens.get(token) === undefined ? 1 : 0 })
      // Nothing may refuse the request after this point, because generating a value advances the sequence.
      const made: Token = {
        user,
        value: token ?? unusedToken(world),
        scopes: scopes.flatMap(splitScopes),
        ...expiresAt !== undefined && { expiresAt },
        // The schema only allows names and codes of the catalogue.
        ...as !== undefined && { rule: findRule(as) as RuleName }
      }
      world.tokens.add(made)
      return accessTokenInfo(made)
    }
  })

  app.route({
    ...route('POST /tokens/expire'),
    handler: async ({ sandbox: { world }, body: { token } }) => {
      if (token !== undefined && world.tokens.get(token) === undefined) throw await unknownToken(token)
      const values = token === undefined ? world.tokens.all().map(({ value }) => value) : [token]
      return { expired: values.filter(value => world.tokens.expire(value)).length }
    }
  })

  app.route({
    ...route('DELETE /tokens/:token'),
    handler: async ({ sandbox: { world }, params: { token } }) => {
      if (!world.tokens.delete(token)) throw await unknownToken(token)
      return { deleted: 1 }
    }
  })

  app.route({
    ...route('DELETE /tokens'),
    handler: async ({ sandbox: { world: { tokens } } }) => {
      const all = [...tokens.all(), ...tokens.refreshTokens()]
      for (const { value } of all) tokens.delete(value)
      return { deleted: all.length }
    }
  })
}

async function unknownToken (token: string): Promise<Error> {
  return (await httpErrors()).notFound(`No token \`${maskToken(token)}\` in this sandbox: GET /_mock/tokens lists them`)
}
