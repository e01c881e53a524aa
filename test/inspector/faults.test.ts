import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { catalogueRule } from '../../src/control/shapes/server.js'
import { checkFaults } from '../../src/faults/check-fault.js'
import { phaseOf, type Fault } from '../../src/faults/fault.js'
import { readFaults } from '../../src/faults/read-faults.js'
import { answersFor, numeric } from '../../src/inspector/page/answers.js'
import { emptyForm, faultOf, fieldOf, hasBytes, kinds, kindsOf, operations, phases, phasesOf, presets, settled, type FaultForm, type Kind, type Phase } from '../../src/inspector/page/faults/fault-form.js'
import { faultOption, faultText, type FaultRule } from '../../src/inspector/page/faults/fault-text.js'
import { effectOf, targetOf, timesOf } from '../../src/inspector/page/faults/fault-words.js'
import { pathIn } from '../../src/inspector/page/refusal.js'
import { faultableOperations } from '../../src/zoho/operations.js'
import { ruleNames } from '../../src/zoho/rules.js'
import { sendUpload } from './uploads.js'
import { openPage, withBrowser } from './browser.js'

const catalogue = ruleNames.map(catalogueRule)

/** What the server makes of a fault, however it was written; `undefined` if it refuses it. */
function read (value: unknown): Omit<Fault, 'source'> | undefined {
  try {
    const [{ source: _, ...fault } = { source: {} }] = readFaults([value], [])
    return fault as Omit<Fault, 'source'>
  } catch {
    return undefined
  }
}

t.test('each fault is written as the command line reads it', async t => {
  const cases: ReadonlyArray<readonly [FaultRule, string]> = [
    [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } }, 'upload:INTERNAL_ERROR'],
    [{ operation: 'upload', action: { answer: 'server.unavailable', phase: 'headers' }, times: 2 }, 'upload:server.unavailable:2'],
    [{ operation: '*', action: { answer: 'server.unavailable' }, times: 'always' }, '*:server.unavailable:always'],
    [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } }, 'upload:INTERNAL_ERROR@after-commit'],
    [{ operation: 'token', action: { answer: 'accounts.code-invalid' } }, 'token:accounts.code-invalid'],
    [{ operation: 'upload', action: { reset: { phase: 'headers' } } }, 'upload:reset'],
    [{ operation: 'upload', action: { reset: { phase: 'body' } } }, 'upload:reset@body'],
    [{ operation: 'upload', action: { reset: { phase: 'body', atBytes: 5000 } }, times: 3 }, 'upload:reset@5000:3'],
    [{ operation: 'delete', action: { stall: { phase: 'after-commit' } } }, 'delete:stall@after-commit'],
    [{ operation: 'download', action: { truncate: { atBytes: 1000 } } }, 'download:truncate@1000'],
    [{ operation: 'download', action: { drip: { bytesPerSecond: 1024 } } }, 'download:drip@1024'],
    [{ operation: 'list', delay: '1.5s', times: 'always' }, 'list:1.5s:always']
  ]
  for (const [fault, text] of cases) {
    t.equal(faultText(fault), text)
    t.ok(read(fault), text)
    t.strictSame(read(text), read(fault), text)
  }
})

t.test('a fault for which the command line has no words is not written as one that it would read otherwise', async t => {
  const action = { answer: 'INTERNAL_ERROR' } as const
  const cases = [
    { operation: 'upload', action, delay: '1s' },
    ...[{ after: 1 }, { module: 'Leads' }, { record: '1' }, { token: 'a' }, { probability: 0.3 }, { ttl: '1m' }].map(more => ({ operation: 'upload', action, ...more })),
    { operation: 'upload', action: { ...action, retryAfter: 2 } },
    { operation: 'upload', delay: 'reset' },
    { operation: 'upload' },
    { operation: 'upload', action: {} },
    { operation: 'upload', action: { answer: 'reset' } },
    { operation: 'upload', action: { answer: '200ms' } },
    { operation: 'upload', action: { answer: 'a:always' } },
    { operation: 'upload', action: { reset: { phase: 'body', atBytes: 'headers' } } },
    { operation: 'download', action: { truncate: {} } },
    { operation: 'download', action: { drip: {} } },
    { operation: 'upload', action, times: 0.5 }
  ] as FaultRule[]
  for (const fault of cases) t.equal(faultText(fault), undefined, JSON.stringify(fault))
})

t.test('a shell reads the option as one word', async t => {
  t.equal(faultOption('upload:reset'), '--fault upload:reset')
  t.equal(faultOption('*:reset'), "--fault '*:reset'")
})

const word = fc.oneof(fc.constantFrom('', '0', '1', '3', '0.5', '-1', '1000', '200ms', '2s', 'always', 'abc', 'reset', 'headers', 'body', '1e9', '99999999999999999999'), fc.string({ maxLength: 8 }))
/** What is seldom filled in: with it the command line has no words. */
const seldom = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: word })
const anyForm: fc.Arbitrary<FaultForm> = fc.record({
  operation: fc.constantFrom(...operations),
  kind: fc.constantFrom(...Object.keys(kinds) as Kind[]),
  phase: fc.constantFrom(...Object.keys(phases) as Phase[]),
  answer: fc.oneof(fc.constantFrom(...ruleNames, 'INTERNAL_ERROR', 'invalid_code'), word),
  bytes: word,
  times: fc.oneof(fc.constantFrom('1', '3', 'always'), word),
  delay: fc.oneof(fc.constantFrom('', '', '2s'), word),
  after: seldom,
  probability: seldom,
  module: fc.oneof(fc.constantFrom('', '', 'Leads'), seldom),
  record: seldom
})

t.test('whatever is in the form, its text is the same fault, or is refused as it is', async t => {
  const seen = { faults: 0, refused: 0 }
  fc.assert(fc.property(anyForm, form => {
    const fault = faultOf(settled(form))
    const text = faultText(fault)
    const expected = read(JSON.parse(JSON.stringify(fault)))
    if (text !== undefined) {
      seen[expected === undefined ? 'refused' : 'faults']++
      return isDeepStrictEqual(read(text), expected)
    }
    // All that the command line could say is said.
    const { action, delay, ...rest } = fault
    return expected === undefined || (action !== undefined && delay !== undefined) || ['after', 'probability', 'module', 'record'].some(name => name in rest)
  }), { numRuns: 5000 })
  t.ok(seen.faults > 50 && seen.refused > 50, JSON.stringify(seen))
})

t.test('the form offers what can happen to an operation, and nothing else', async t => {
  for (const operation of operations) {
    for (const kind of Object.keys(kinds) as Kind[]) {
      for (const phase of Object.keys(phases) as Phase[]) {
        if (kind === 'answer' && phase === 'body') continue
        const form: FaultForm = { ...emptyForm, operation, kind, phase, answer: 'server.unavailable', bytes: '1', delay: '1s' }
        const { action } = read(faultOf(form)) ?? {}
        const acts = read(faultOf(form)) !== undefined && (operation === '*' ? faultableOperations : [operation]).some(one => phaseOf({ ...action && { action } }, one) !== undefined)
        const isOffered = kindsOf(operation).includes(kind) && (['truncate', 'drip', 'delay'].includes(kind) || phasesOf(operation, kind).includes(phase))
        t.equal(isOffered, acts, `${operation} ${kind} ${phase}`)
      }
    }
  }
})

t.test('another operation takes back what it cannot have', async t => {
  t.match(settled({ ...emptyForm, operation: 'upload', kind: 'truncate' }), { kind: 'answer', phase: 'headers' })
  t.match(settled({ ...emptyForm, operation: 'list', kind: 'reset', phase: 'body' }), { kind: 'reset', phase: 'headers' })
  t.match(settled({ ...emptyForm, operation: 'download', kind: 'reset', phase: 'body' }), { kind: 'reset', phase: 'body' })
  t.notOk(hasBytes({ ...emptyForm, kind: 'stall' }))
  t.ok(hasBytes({ ...emptyForm, kind: 'stall', phase: 'body' }))
})

t.test('the answers that are offered are those that the server takes', async t => {
  for (const operation of operations) {
    const offered = answersFor(operation, catalogue).map(({ name }) => name)
    // A refusal with another text for each operation is taken by all of them.
    const taken = ruleNames.filter(answer => read({ operation, action: { answer } }))
    t.strictSame(offered, taken, operation)
  }
})

t.test('each preset is a fault', async t => {
  t.strictSame(Object.fromEntries(Object.entries(presets).map(([name, preset]) => [name, faultOf({ ...emptyForm, ...preset })])), {
    flaky: { operation: '*', times: 'always', probability: 0.3, action: { answer: 'INTERNAL_ERROR' } },
    slow: { operation: '*', times: 'always', delay: '2s' },
    'duplicate maker': { operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' } },
    'cut-off download': { operation: 'download', action: { truncate: { atBytes: 1000 } } }
  })
  for (const preset of Object.values(presets)) t.ok(read(faultOf({ ...emptyForm, ...preset })))
})

t.test('what is no number is left to the server to refuse', async t => {
  for (const [text, value] of [['12', 12], ['-1', -1], ['0.25', 0.25], ['', ''], ['1e9', '1e9'], ['9'.repeat(20), '9'.repeat(20)]] as const) t.equal(numeric(text), value)
})

t.test('a refusal stands at the field that it is about', async t => {
  const cases: ReadonlyArray<readonly [Partial<FaultForm>, string]> = [
    [{ answer: 'INTERNAL_EROR' }, 'answer'],
    [{ answer: 'upload.stored' }, 'answer'],
    [{ times: '0' }, 'times'],
    [{ delay: 'long' }, 'delay'],
    [{ after: '-1' }, 'after'],
    [{ probability: '2' }, 'probability'],
    [{ module: 'Lead' }, 'module'],
    [{ record: 'x' }, 'record'],
    [{ operation: 'token', answer: 'server.unavailable', module: 'Leads' }, 'module'],
    [{ kind: 'delay' }, 'kind'],
    [{ kind: 'reset', phase: 'body', bytes: 'x' }, 'bytes'],
    [{ operation: 'download', kind: 'truncate' }, 'bytes'],
    [{ operation: 'download', kind: 'drip', bytes: '0' }, 'bytes'],
    [{ operation: 'list', phase: 'after-commit' }, 'operation']
  ]
  for (const [part, field] of cases) {
    const fault = faultOf({ ...emptyForm, ...part })
    try {
      checkFaults(fault, [])
      t.fail(JSON.stringify(fault))
    } catch (error) {
      const { message } = error as Error
      t.equal(fieldOf(pathIn(message) ?? ''), field, message)
    }
  }
  t.equal(pathIn('Expected `[0].times` to be an integer'), 'times')
  t.equal(pathIn('Unknown property `acton`'), 'acton')
  t.equal(pathIn('Expected at most 1000 faults in a sandbox, got 1001'), undefined)
  t.equal(fieldOf('ttl'), undefined)
  t.equal(fieldOf(''), undefined)
})

t.test('what a fault does, where and how often is said in words', async t => {
  const cases: ReadonlyArray<readonly [FaultRule, readonly [string, string, string]]> = [
    [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } }, ['answers INTERNAL_ERROR', 'everywhere', 'once']],
    [{ operation: 'upload', action: { answer: 'rate.too-many-requests', retryAfter: 2 }, module: 'Leads', times: 2 }, ['answers rate.too-many-requests, with Retry-After: 2', 'Leads', '2 times']],
    [{ operation: 'upload', action: { answer: 'INTERNAL_ERROR', phase: 'after-commit' }, delay: '1s', record: '7' }, ['answers INTERNAL_ERROR after it was done, 1s late', '7', 'once']],
    [{ operation: 'upload', action: { reset: { phase: 'headers' } }, token: 'a' }, ['resets the connection before the body is read', 'token a', 'once']],
    [{ operation: 'upload', action: { stall: { phase: 'body', atBytes: 1 } }, after: 2 }, ['stops answering after 1 byte of the body', 'everywhere', 'once, after the first 2 requests']],
    [{ operation: 'download', action: { truncate: { atBytes: 1000 } }, probability: 0.125 }, ['ends the file after 1,000 bytes', 'everywhere', 'once, by chance, 12.5 %']],
    [{ operation: 'download', action: { drip: { bytesPerSecond: 10 } }, ttl: '5m', times: 'always' }, ['sends the file at 10 bytes per second', 'everywhere', 'always, for 5m']],
    [{ operation: '*', delay: '200ms' }, ['answers 200ms late', 'everywhere', 'once']],
    [{ operation: '*', action: {} }, ['does nothing', 'everywhere', 'once']]
  ]
  for (const [fault, words] of cases) t.strictSame([effectOf(fault), targetOf(fault), timesOf(fault)], words)
})

t.test('in Chromium', withBrowser, async t => {
  t.test('a preset fills the form, and the fault that it adds is off and on again for the next upload', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/faults' })
    await page.getByRole('button', { name: 'duplicate maker' }).click()
    await page.getByLabel('Times').fill('always')
    await page.getByText('--fault upload:INTERNAL_ERROR@after-commit:always', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add the fault' }).click()
    const row = page.getByRole('row', { name: /^fault-1 upload answers INTERNAL_ERROR after it was done everywhere always/ })
    await row.waitFor()
    t.equal((await sendUpload(url)).status, 500)
    await row.getByRole('cell', { name: '1', exact: true }).first().waitFor()
    const toggle = page.getByRole('switch', { name: 'fault-1 on' })
    await toggle.click()
    await page.getByRole('switch', { name: 'fault-1 on', checked: false }).waitFor()
    t.equal((await sendUpload(url)).status, 200)
    await toggle.click()
    await page.getByRole('switch', { name: 'fault-1 on', checked: true }).waitFor()
    t.equal((await sendUpload(url)).status, 500)
    await page.getByRole('button', { name: 'Delete fault-1' }).click()
    await page.getByText('Nothing fails').waitFor()
    t.equal((await sendUpload(url)).status, 200)
  })

  t.test('a bad value gets the sentence of the control API at its field, and the sentence goes when it is mended', async t => {
    const { page } = await openPage(t, { path: '/_mock/#/faults', expected: [/status of 400/] })
    await page.getByRole('combobox', { name: /^Answer/ }).fill('INTERNAL_EROR')
    await page.getByRole('button', { name: 'Add the fault' }).click()
    const sentence = page.locator('label', { hasText: /^Answer/ }).getByRole('alert')
    t.equal(await sentence.textContent(), 'Expected `action.answer` to be a rule or a code of the catalogue (did you mean `INTERNAL_ERROR`?), got `"INTERNAL_EROR"`')
    await page.getByRole('combobox', { name: /^Answer/ }).fill('INTERNAL_ERROR')
    await page.getByRole('button', { name: 'Add the fault' }).click()
    await page.getByRole('rowheader', { name: 'fault-1' }).waitFor()
    t.equal(await page.getByRole('alert').count(), 0)
  })

  t.test('a fault that is spent is said to be, and the one in the URL is marked', async t => {
    const { page, url } = await openPage(t, {
      path: '/_mock/#/faults/fault-2',
      options: { fault: ['upload:INTERNAL_ERROR', 'list:200ms:always'] }
    })
    await page.locator('tr[aria-current=true]', { hasText: 'fault-2' }).waitFor()
    await sendUpload(url)
    await page.getByRole('row', { name: /^fault-1 spent/ }).waitFor()
  })

  t.test('stubs are listed with their hits, and can be deleted', async t => {
    const { page, url } = await openPage(t, {
      path: '/_mock/#/faults',
      options: { seed: { stubs: [{ method: 'GET', path: '/crm/:version/settings/layouts', times: 1 }, { method: 'POST', path: '/crm/:version/coql', status: 201 }] } }
    })
    await page.getByRole('row', { name: 'stub-2 POST /crm/:version/coql 201 always 0 Delete stub-2' }).waitFor()
    await fetch(`${url}/crm/v8/settings/layouts`)
    await page.getByRole('row', { name: 'stub-1 spent GET /crm/:version/settings/layouts 200 1 1 Delete stub-1' }).waitFor()
    await page.getByRole('button', { name: 'Delete stub-2' }).click()
    await page.getByRole('rowheader', { name: 'stub-2' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete all stubs' }).click()
    await page.getByRole('heading', { name: 'Stubs' }).waitFor({ state: 'detached' })
    t.strictSame((await (await fetch(`${url}/_mock/stubs`)).json()), { stubs: [] })
  })

  t.test('a request that a stub answered names it', async t => {
    const { page, url } = await openPage(t, { options: { seed: { stubs: [{ method: 'GET', path: '*' }] } } })
    const reply = await fetch(`${url}/crm/v8/coql`)
    await page.goto(`${url}/_mock/#/requests/${reply.headers.get('x-mock-request-id')}`)
    await page.getByRole('link', { name: 'stub-1' }).waitFor()
  })
})
