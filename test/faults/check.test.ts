import t from 'tap'
import { checkFaults } from '../../src/faults/check-fault.js'
import { readFaults } from '../../src/faults/read-faults.js'
import { describeFault } from '../../src/faults/fault.js'

const answer = { answer: 'INTERNAL_ERROR' }

/** Faults that are refused, and why. */
const refused: ReadonlyArray<readonly [unknown, string | RegExp]> = [
  ['upload', 'Expected `the fault` to be an object, got `"upload"`'],
  [{ action: answer }, 'Expected `the fault` to have `operation`'],
  [{ operation: 'createRecords', record: '1', action: answer }, 'Expected no `record` with the operation `createRecords`: the URL of such a request has none, so the fault would never act'],
  [{ operation: 'uploadFiles', module: 'Leads', action: answer }, 'Expected no `module` with the operation `uploadFiles`: the URL of such a request has none, so the fault would never act'],
  [{ operation: 'uplod', action: answer }, /^Expected `operation` to be `upload` or `list` or .* or `token` or `\*`, got `"uplod"`$/],
  [{ operation: 'upload', acton: answer }, 'Unknown property `acton`: did you mean `action`?'],
  [{ operation: 'upload', times: 0, action: answer }, 'Expected `times` to be an integer from 1 to 1000000000 or `always`, got `0`'],
  [{ operation: 'upload', after: -1, action: answer }, 'Expected `after` to be an integer from 0 to 1000000000, got `-1`'],
  [{ operation: 'upload', probability: 0, action: answer }, 'Expected `probability` to be a number above 0, up to 1, got `0`'],
  [{ operation: 'upload', delay: 'long' }, 'Expected `delay` to be a span of time such as `200ms`, `90s`, `5m` or `25h`, got `"long"`'],
  [[{ operation: 'upload', action: answer }, { operation: 'upload', times: 0 }], 'Expected `[1].times` to be an integer from 1 to 1000000000 or `always`, got `0`'],
  [{ operation: 'upload', action: { answer: 'INTERNAL_EROR' } }, 'Expected `action.answer` to be a rule or a code of the catalogue (did you mean `INTERNAL_ERROR`?), got `"INTERNAL_EROR"`'],
  // Faults that would never act.
  [{ operation: 'upload' }, 'Expected `action` or `delay`: the fault does nothing'],
  [{ operation: 'upload', ttl: '0s', action: answer }, 'Expected `ttl` to be above 0, got `0s`: the fault would never act'],
  [{ operation: 'upload', token: 'a b', action: answer }, 'Expected `token` to be a text without spaces, got `"[redacted]"`'],
  [{ operation: 'upload', delay: '61m' }, 'Expected `delay` to be at most an hour, got `61m`'],
  [{ operation: 'upload', ttl: '3651d', action: answer }, 'Expected `ttl` to be at most 3650d, got `3651d`'],
  [{ operation: 'upload', seed: 1, action: answer }, 'Expected `probability` beside `seed`: without it nothing is left to chance'],
  [{ operation: 'upload', module: 'Lead', action: answer }, 'Expected `module` to be a module: no module "Lead": did you mean "Leads"?'],
  [{ operation: 'token', module: 'Leads', action: answer }, 'Expected no `module` with the operation `token`: a request for a token has none, so the fault would never act'],
  [[{ operation: 'token', record: '1', action: answer }], 'Expected no `[0].record` with the operation `token`: a request for a token has none, so the fault would never act'],
  [{ operation: 'upload', action: {} }, 'Expected `action` to have one of `answer`, `reset`, `stall`, `truncate`, `drip`, got none'],
  [{ operation: 'upload', action: { ...answer, reset: { phase: 'headers' } } }, 'Expected `action` to have one of `answer`, `reset`, `stall`, `truncate`, `drip`, got `answer` and `reset`'],
  [{ operation: 'upload', action: { reset: { phase: 'headers' }, retryAfter: 1 } }, 'Expected `action.retryAfter` beside `answer` only, got it beside `reset`'],
  [{ operation: 'upload', action: { stall: { phase: 'headers' }, phase: 'headers' } }, 'Expected `action.phase` beside `answer` only, got it beside `stall`'],
  [{ operation: 'upload', action: { reset: { phase: 'headers', atBytes: 5 } } }, 'Expected `action.reset.atBytes` with the phase `body` only, got it with `headers`'],
  [{ operation: 'upload', action: { truncate: { atBytes: 5 } } }, 'Expected `operation` to be `download`, `getRecordPhoto`, `getFile` or `*` with `truncate`, got `upload`, which sends no file'],
  [{ operation: 'list', action: { drip: { bytesPerSecond: 5 } } }, 'Expected `operation` to be `download`, `getRecordPhoto`, `getFile` or `*` with `drip`, got `list`, which sends no file'],
  [{ operation: 'list', action: { reset: { phase: 'body' } } }, 'Expected `operation` with the phase `body` to be `upload`, `download`, `uploadRecordPhoto`, `getRecordPhoto`, `uploadFiles` or `getFile`, which have a body to break in; got `list`'],
  [{ operation: 'download', action: { ...answer, phase: 'after-commit' } }, 'Expected `operation` with the phase `after-commit` to be `upload`, `delete`, `createRecords`, `updateRecords`, `deleteRecords`, `upsertRecords`, `createNotes`, `uploadRecordPhoto`, `deleteRecordPhoto`, `uploadFiles` or `token`: nothing else is committed; got `download`'],
  [{ operation: 'upload', action: { answer: 'upload.stored' } }, 'Expected `action.answer` to be a refusal, got `upload.stored`, which is none'],
  [{ operation: 'list', action: { answer: 'list.empty' } }, 'Expected `action.answer` to be a refusal, got `list.empty`, which is none'],
  [{ operation: '*', action: { answer: 'invalid_client' } }, 'Expected `action.answer` to be an answer of the CRM, got `accounts.client-unknown`, which only the operation `token` has'],
  [{ operation: 'token', action: { answer: 'NO_PERMISSION' } }, 'Expected `action.answer` to be an answer of the accounts server, or one that any server may give, got `user.no-permission`']
]

for (const [fault, message] of refused) {
  t.test(`the fault ${JSON.stringify(fault)} is refused`, async t => {
    t.throws(() => checkFaults(fault, []), { name: 'FaultError', message })
  })
}

t.test('a fault can name a custom module of the sandbox', async t => {
  t.equal(checkFaults({ operation: 'upload', module: 'Vehicles', action: answer }, ['Vehicles']).length, 1)
})

/** Faults as written on the command line, with their description. */
const read: ReadonlyArray<readonly [string, object, string]> = [
  ['upload:INTERNAL_ERROR', { operation: 'upload', times: 1 }, 'answer server.internal-error'],
  ['upload:INTERNAL_ERROR:2', { times: 2 }, 'answer server.internal-error'],
  ['*:rate.too-many-requests:always', { operation: '*', times: Infinity }, 'answer rate.too-many-requests'],
  ['upload:INTERNAL_ERROR@after-commit', {}, 'answer server.internal-error after-commit'],
  ['token:invalid_code', { operation: 'token' }, 'answer accounts.code-invalid'],
  ['upload:reset', {}, 'reset at headers'],
  ['upload:reset@after-commit:3', { times: 3 }, 'reset at after-commit'],
  ['upload:stall@body', {}, 'stall at body, 1 bytes'],
  ['download:reset@1000', {}, 'reset at body, 1000 bytes'],
  ['download:truncate@0', {}, 'truncate at 0 bytes'],
  ['list:1.5s:always', { delay: 1500, times: Infinity }, '1500 ms late'],
  ['download:drip@1024', {}, 'drip 1024 bytes per second']
]

for (const [text, fault, description] of read) {
  t.test(`--fault ${text} is parsed`, async t => {
    const [one] = readFaults([text], [])
    t.match(one, fault)
    t.equal(describeFault(one!), description)
  })
}

t.test('an invalid --fault is refused with examples or with what is wrong', async t => {
  const rows: ReadonlyArray<readonly [string, string | RegExp]> = [
    ['upload', /^Fault `upload`: Expected a fault such as `upload:INTERNAL_ERROR`, /],
    ['upload:INTERNAL_ERROR:0', 'Fault `upload:INTERNAL_ERROR:0`: Expected `times` to be an integer from 1 to 1000000000 or `always`, got `0`'],
    ['upload:200ms@body', /^Fault `upload:200ms@body`: Expected `action.answer` to be a rule or a code of the catalogue/],
    ['upload:truncate@1', 'Fault `upload:truncate@1`: Expected `operation` to be `download`, `getRecordPhoto`, `getFile` or `*` with `truncate`, got `upload`, which sends no file'],
    ['download:truncate', 'Fault `download:truncate`: Expected `action.truncate` to have `atBytes`'],
    ['download:drip', 'Fault `download:drip`: Expected `action.drip` to have `bytesPerSecond`']
  ]
  for (const [text, message] of rows) t.throws(() => readFaults([text], []), { name: 'FaultError', message })
  t.throws(() => readFaults([{ operation: 'upload' }], []), { message: 'Expected `action` or `delay`: the fault does nothing' })
})

t.test('a fault that only delays is described by its delay', async t => {
  t.equal(describeFault(checkFaults({ operation: 'upload', delay: '1.5s' }, [])[0]!), '1500 ms late')
})
