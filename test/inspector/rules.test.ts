import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { catalogueRule } from '../../src/control/shapes/server.js'
import type { Summary } from '../../src/control/shapes/summary.js'
import { provoke, type Provocation } from '../../src/inspector/page/rules/provoke.js'
import { codesIn, countByRule, familiesOf, searchRules } from '../../src/inspector/page/rules/search.js'
import { ruleNames, type RuleName } from '../../src/zoho/rules.js'
import { listening } from '../helpers/server.js'
import { requests } from './uploads.js'

const rules = ruleNames.map(catalogueRule)
const nothing = { text: '', families: [], evidence: [] }
const namesOf = (found: ReturnType<typeof searchRules>): string[] => found.map(({ name }) => name)

t.test('each curl that a rule comes with gets the answer of this rule, and no other', async t => {
  const { url } = await listening(t)
  let count = 0
  for (const rule of rules) {
    const { curl } = provoke(rule, url)
    if (curl === undefined) continue
    const { stdout } = await promisify(execFile)('bash', ['-c', curl.replace('curl -i', 'curl -s -i --max-time 20')])
    // Before the last head there may be `100 Continue`.
    const head = stdout.split('\r\n\r\n').findLast(part => part.startsWith('HTTP/1.1 ')) ?? ''
    const given = /^x-mock-rule: (.*)$/im.exec(head)?.[1]?.trim()
    // What went well has no rule in its headers.
    if (rule.name === 'upload.stored') t.equal(head.slice(9, 12), '200', curl)
    else t.equal(given, rule.name, curl.slice(0, 200))
    count++
  }
  t.ok(count >= 50, `${count} of ${rules.length}`)
})

t.test('each fault that a rule comes with gives the answer of this rule', async t => {
  const provoked = rules.flatMap(rule => {
    const { fault } = provoke(rule, '')
    return fault === undefined ? [] : { name: rule.name, fault }
  })
  const { app } = await listening(t, { fault: provoked.map(({ fault }) => fault) })
  for (const { name, fault } of provoked) {
    const { headers } = await app.inject(requests[fault.slice(0, fault.indexOf(':')) as keyof typeof requests])
    t.equal(headers['x-mock-rule'], name, fault)
  }
  t.ok(provoked.length >= 60, `${provoked.length} of ${rules.length}`)
})

t.test('the token of a rule is named where one of the default seed gets it', async t => {
  const find = (name: RuleName): Provocation => provoke(catalogueRule(name), 'http://127.0.0.1:4150')
  t.match(find('auth.token-expired'), { token: '1000.expired', fault: 'upload:auth.token-expired' })
  t.equal(find('upload.nothing').token, undefined)
  t.strictSame(find('user.no-permission-to-list'), { fault: 'list:user.no-permission-to-list' })
  t.strictSame(find('accounts.revoked'), {})
})

t.test('a base URL is quoted for bash', async t => {
  const { curl } = provoke(catalogueRule('delete.too-many-ids'), "http://127.0.0.1/s/it's $(reboot)")
  t.match(curl, '\'http://127.0.0.1/s/it\'\\\'\'s $(reboot)/crm/v8/Leads/1000000231009/Attachments?ids=\'"$(seq -s, 101)"')
})

t.test('rules are found by words in any of their texts, by family and by evidence', async t => {
  t.strictSame(searchRules(rules, nothing), rules)
  t.strictSame(namesOf(searchRules(rules, { ...nothing, text: 'Scope  401' })), ['auth.scope-missing'])
  t.ok(namesOf(searchRules(rules, { ...nothing, text: 'rikas/zoho_hub' })).includes('url.outside'), 'by source')
  t.ok(namesOf(searchRules(rules, { ...nothing, text: 'file not deleted' })).includes('delete.deleted-before'), 'by the observed message')
  t.strictSame(namesOf(searchRules(rules, { ...nothing, families: ['version', 'module'] })), ['version.unsupported', 'module.unknown', 'module.unsupported'])
  const inferred = searchRules(rules, { ...nothing, families: ['auth', 'request'], evidence: ['inferred'] })
  t.strictSame(namesOf(inferred), ['request.malformed', 'request.timeout', 'request.headers-too-large'])
  t.strictSame(familiesOf(rules).slice(0, 4), ['url', 'version', 'method', 'auth'])
})

t.test('the requests that each rule was given to are counted', async t => {
  const request = (rule?: string): Summary => ({ ...rule !== undefined && { rule } }) as Summary
  t.strictSame([...countByRule([request('a.b'), request(), request('a.b'), request('c.d')])], [['a.b', 2], ['c.d', 1]])
})

t.test('code in the texts of the catalogue is told from words', async t => {
  t.strictSame(codesIn('no `fields`, which'), ['no ', 'fields', ', which'])
})
