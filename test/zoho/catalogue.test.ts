import t from 'tap'
import { accountsAnswerOf, answerOf, findRule, ruleNames, ruleOf, rules, type Rule } from '../../src/zoho/rules.js'
import { loadCases } from '../helpers/cases.js'

const cases = loadCases()

t.test('every rule has a case that provokes it', async t => {
  for (const name of ruleNames) t.ok(cases.some(({ rule }) => rule === name), name)
})

t.test('every observed answer has a case that provokes it', async t => {
  for (const name of ruleNames.filter(name => (rules[name] as Rule).observed)) {
    t.ok(cases.some(({ rule, answers }) => rule === name && answers === 'observed'), name)
  }
})

t.test('no two cases have the same name', async t => {
  t.equal(new Set(cases.map(({ name }) => name)).size, cases.length)
})

t.test('the nine codes on Zoho’s page have the statuses of that page', async t => {
  const page = {
    INVALID_MODULE: 400,
    INVALID_REQUEST: 400,
    INVALID_DATA: 400,
    AUTHORIZATION_FAILED: 400,
    AUTHENTICATION_FAILURE: 401,
    OAUTH_SCOPE_MISMATCH: 401,
    NO_PERMISSION: 403,
    INVALID_URL_PATTERN: 404,
    INTERNAL_ERROR: 500
  }
  const documented = ruleNames.map(name => answerOf(name, 'documented')).filter(({ source }) => source.startsWith('zoho.com/crm/developer/docs/api/v8/upload-attachment.html') || source.startsWith('code and text: zoho.com'))
  const found = Object.fromEntries(documented.filter(({ code }) => code !== 'SUCCESS').map(({ code, status }) => [code, status]))
  t.same(found, page)
})

t.test('a rule is found by its name or by its code, which finds the first rule with it', async t => {
  t.equal(findRule('upload.file-and-link'), 'upload.file-and-link')
  t.equal(findRule('INVALID_DATA'), 'record.unknown')
  t.equal(findRule('NOTHING_LIKE_THIS'), undefined)
})

t.test('every code finds a rule that gives this code in documented and observed answers', async t => {
  const modes = ['documented', 'observed'] as const
  const codes = new Set(ruleNames.flatMap(name => modes.flatMap(answers => answerOf(name, answers).code ?? [])))
  for (const code of codes) {
    const name = findRule(code)
    for (const answers of modes) t.equal(name && answerOf(name, answers).code, code, `${code}, ${answers}`)
  }
})

t.test('a rule whose message names an operation has a rule with the same code and status for each other operation', async t => {
  const operations = ['upload', 'list', 'download', 'delete'] as const
  for (const name of ruleNames.filter(name => (rules[name] as Rule).operation)) {
    for (const operation of operations) {
      const other = ruleOf(name, operation)
      t.match(rules[other], { operation, code: answerOf(name, 'documented').code, status: answerOf(name, 'documented').status }, `${name} for ${operation}`)
    }
    t.equal(ruleOf(name, 'users'), name, 'other operations keep the rule')
  }
  t.equal(ruleOf('record.unknown', 'list'), 'record.unknown')
})

t.test('no other source file contains a code or a status of Zoho', async t => {
  const { sources } = await import('../helpers/sources.js')
  const codes = [...new Set(ruleNames.flatMap(name => (rules[name] as Rule).code ?? []))].filter(code => /^[A-Z_]{6,}$/.test(code))
  // The default seed names codes as any seed does, and so do the inspector's examples of faults.
  const others = sources().filter(({ path }) => !path.startsWith('zoho/rules') && !['seed/default.ts', 'inspector/page/faults/fault-form.ts'].includes(path))
  for (const { path, text } of others) {
    const code = text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, '')
    t.notOk(codes.find(word => new RegExp(`['"\`]${word}['"\`]`).test(code)), path)
    // HTTP's own, of the trust boundary, preflights, parts of files and caches.
    if (!['api/refusals.ts', 'control/routes/attachments.ts', 'http/cors.ts', 'http/trust-boundary.ts', 'inspector/serve.ts'].includes(path)) t.notMatch(code, /\.code\(\d/, path)
  }
})

t.test('the accounts server answers a general rule with an error of its own and the status of the rule', async t => {
  t.match(accountsAnswerOf('server.unavailable', 'documented'), { status: 503, code: 'general_error', evidence: 'inferred' })
  t.match(accountsAnswerOf('method.unknown', 'documented'), { status: 400, code: 'invalid_request', evidence: 'inferred' })
})
