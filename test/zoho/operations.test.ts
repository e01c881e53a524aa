import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import { knownModule } from '../../src/crm/checks/target.js'
import { grantedScope } from '../../src/crm/checks/token.js'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import type { Token } from '../../src/store/entities.js'
import { buildServer } from '../../src/server.js'
import { operations, type Operation } from '../../src/zoho/operations.js'
import { newestVersion } from '../../src/zoho/versions.js'

const rows: ReadonlyArray<readonly [key: string, operation: Operation]> = Object.entries(operations)

/** Requests an operation for a record that has no attachments. */
async function ask (app: FastifyInstance, { api, method, path }: Operation): Promise<{ readonly rule: unknown, readonly explain: unknown }> {
  const parameters: Readonly<Record<string, string>> = { version: 'v8', module: 'Leads', record: '1', attachment: '2' }
  const url = path.replaceAll(/:(\w+)/g, (_, name: string) => parameters[name] as string)
  const { headers } = await app.inject({ method, url: `${api === 'crm' ? '/crm' : '/oauth/v2'}${url}?fields=id&id=2&ids=2&word=abc&module=Leads`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })
  return { rule: headers['x-mock-rule'], explain: headers['x-mock-explain'] }
}

for (const [key, operation] of rows) {
  const { name, faults, scope } = operation

  t.test(`${key} is found at its URL, and in the journal by its name`, async t => {
    const app = buildServer()
    t.teardown(() => app.close())
    const { rule } = await ask(app, operation)
    t.not(rule, 'url.unknown')
    t.not(rule, 'method.unknown')
    const { requests } = (await app.inject(`/_mock/requests?operation=${name}`)).json<{ requests: JournalRequest[] }>()
    t.match(requests, [{ operation: name, surface: operation.api }])
  })

  t.test(`${key} ${faults === undefined ? 'is not hit by a fault for all operations and cannot be named by a fault' : 'is hit by a fault for all operations and can be named by a fault'}`, async t => {
    const app = buildServer({ fault: ['*:server.unavailable:always'] })
    t.teardown(() => app.close())
    t.equal(/^fault-1/.test(String((await ask(app, operation)).explain)), faults !== undefined)
    const { statusCode } = await app.inject({ method: 'POST', url: '/_mock/faults', payload: { operation: name, delay: '1ms' } })
    t.equal(statusCode, faults === undefined ? 400 : 200)
  })

  t.test(`a seed ${scope === undefined ? 'cannot deny' : 'can deny'} ${key} to a user`, async t => {
    const user = { id: '1', name: 'A', denied: [{ operation: name, as: 'NO_PERMISSION' }] }
    const app = buildServer({ seed: { users: [user] } as object })
    t.teardown(async () => app.close())
    if (scope === undefined) await t.rejects(async () => app.ready(), { message: /operation/ })
    else await t.resolves(async () => { await app.ready() })
  })
}

t.test('an operation without a scope in the table needs no scope', async t => {
  const app = buildServer()
  t.teardown(() => app.close())
  let sandbox: FastifyRequest['sandbox'] | undefined
  app.addHook('onResponse', async request => { sandbox = request.sandbox })
  await ask(app, operations.org)
  const { world } = sandbox as FastifyRequest['sandbox']
  const [token] = world.tokens.all()
  const match = { kind: 'supported', module: { apiName: 'Leads', scopeName: 'leads' } } as const
  t.strictSame(grantedScope.run({ ...token as Token, scopes: [] }, operations.org, 'Leads', match), [])
  t.match(knownModule.run(match, 'Leads', newestVersion, world, operations.org), { leastScopes: [] })
})
