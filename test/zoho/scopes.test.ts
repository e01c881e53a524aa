import t from 'tap'
// Loaded beforehand: a busy machine may need longer for it than Fastify waits for a server to be ready.
import '../../src/seed/read.js'
import { covers, grants, scopeSets, type ScopeOperation } from '../../src/zoho/scopes.js'
import { build } from '../helpers/server.js'

type AttachmentOperation = Exclude<ScopeOperation, 'UPDATE'>
const operations: readonly AttachmentOperation[] = ['CREATE', 'READ', 'DELETE']

/** What each last word of a scope allows. */
const words: ReadonlyArray<readonly [string, readonly AttachmentOperation[]]> = [
  ['ALL', operations],
  ['READ', ['READ']],
  ['CREATE', ['CREATE']],
  ['DELETE', ['DELETE']],
  ['WRITE', ['CREATE', 'DELETE']],
  ['UPDATE', []],
  ['SHARE', []]
]

for (const [word, allowed] of words) {
  for (const operation of operations) {
    const isAllowed = allowed.includes(operation)
    t.test(`${word} ${isAllowed ? 'allows' : 'does not allow'} ${operation}, alone or for module and attachments, in upper or lower case`, async t => {
      for (const scope of [`ZohoCRM.modules.${word}`, `zohocrm.modules.${word.toLowerCase()}`, `ZohoCRM.Modules.${word}`]) {
        for (const module of ['leads', 'pricebooks', 'custom']) t.equal(grants([scope], module, operation), isAllowed, `${scope} for ${module}`)
      }
      const halves = [`ZohoCRM.modules.leads.${word}`, `ZohoCRM.modules.attachments.${word.toLowerCase()}`]
      t.equal(grants(halves, 'leads', operation), isAllowed, 'both halves')
      for (const half of halves) t.equal(grants([half], 'leads', operation), false, half)
    })
  }
}

t.test('a scope covers itself and what is narrower, in any case', async t => {
  const cases = [
    ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.leads.CREATE', true],
    ['zohocrm.modules.leads.all', 'ZohoCRM.modules.leads.CREATE', true],
    ['ZohoCRM.modules.leads.WRITE', 'ZohoCRM.modules.leads.DELETE', true],
    ['ZohoCRM.modules.leads.WRITE', 'ZohoCRM.modules.leads.READ', false],
    ['ZohoCRM.modules.leads.CREATE', 'ZohoCRM.modules.leads.ALL', false],
    ['ZohoCRM.modules.ALL', 'ZohoCRM.modules.ALL', true],
    ['ZohoCRM.modules.deals.ALL', 'ZohoCRM.modules.leads.READ', false]
  ] as const
  for (const [granted, needed, isCovered] of cases) t.equal(covers(granted, needed), isCovered, `${granted}, ${needed}`)
})

t.test('a scope of another service or without an operation allows nothing', async t => {
  for (const scope of ['ZohoCRM.ALL', 'ZohoCRM.modules', 'ZohoCRM.modules.', 'ZohoBooks.modules.ALL', 'ZohoCRM.settings.ALL', 'ZohoCRM.modules..ALL', 'ZohoCRM.modules.READ.leads']) {
    t.equal(grants([scope], 'leads', 'READ'), false, scope)
  }
})

t.test('a scope without a module allows its operation in every module and nothing else, and a refusal names the token’s scopes', async t => {
  const app = await build(t, { seed: { tokens: ['READ', 'CREATE', 'WRITE', 'UPDATE', 'DELETE'].map(word => ({ token: `1000.${word}`, scopes: [`ZohoCRM.modules.${word}`] })) } })
  const url = '/crm/v8/Price_Books/1/Attachments'
  const requests = { CREATE: { method: 'POST', url: `${url}?attachmentUrl=https://e.com` }, READ: { method: 'GET', url: `${url}?fields=id` }, DELETE: { method: 'DELETE', url: `${url}?ids=9` } } as const
  for (const [word, allowed] of words.slice(1, 6)) {
    for (const operation of operations) {
      await app.inject({ method: 'POST', url: '/_mock/reset' })
      const { statusCode, headers } = await app.inject({ ...requests[operation], headers: { authorization: `Zoho-oauthtoken 1000.${word}` } })
      t.equal(statusCode === 401, !allowed.includes(operation), `${word}: ${operation} is answered ${statusCode}`)
      if (statusCode === 401) t.match(headers['x-mock-explain'], `token has ZohoCRM.modules.${word}; `, 'says what it has')
    }
  }
})

t.test('metadata needs a scope of its own, for all of it or for its kind', async t => {
  const cases = [
    ['ZohoCRM.settings.ALL', true],
    ['zohocrm.settings.read', true],
    ['ZohoCRM.settings.fields.ALL', true],
    ['ZohoCRM.settings.fields.READ', true],
    ['ZohoCRM.settings.fields.CREATE', false],
    ['ZohoCRM.settings.modules.READ', false],
    ['ZohoCRM.modules.ALL', false],
    ['ZohoCRM.modules.fields.READ', false]
  ] as const
  for (const [scope, isEnough] of cases) t.equal(grants([scope], 'fields', 'READ', 'settings'), isEnough, scope)
})

t.test('the scope of files allows its operation with files, and no scope of modules does', t => {
  for (const [word, allowed] of words) {
    for (const operation of operations) {
      t.equal(grants([`ZohoCRM.Files.${word}`], 'files', operation, 'files'), allowed.includes(operation), `${word}: ${operation}`)
      t.equal(grants([`zohocrm.files.${word}`], 'files', operation, 'files'), allowed.includes(operation), `${word} in lower case: ${operation}`)
      for (const scope of ['ZohoCRM.modules.ALL', 'ZohoCRM.modules.files.ALL', 'ZohoFiles.files.ALL']) t.notOk(grants([scope], 'files', operation, 'files'), scope)
    }
    t.notOk(grants([`ZohoCRM.Files.${word}`], 'leads', 'READ'))
  }
  t.strictSame(scopeSets('files', 'READ', ['ZohoCRM.Files.WRITE', 'ZohoCRM.Files.READ'], 'files'), [['ZohoCRM.Files.ALL'], ['ZohoCRM.Files.READ']])
  t.end()
})
