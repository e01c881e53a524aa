import t from 'tap'
import { compareScopes, findingsByKind, kinds, sentence } from '../../src/inspector/page/audit/findings.js'
import { findingKinds } from '../../src/journal/audit/finding.js'

t.test('every kind of finding is explained', async t => {
  t.strictSame(Object.keys(kinds).sort(), [...findingKinds].sort())
  for (const [title, what] of Object.values(kinds)) {
    t.match(title, /^[A-Z][^.]+$/)
    t.match(what, /^[A-Z].*\.$/)
  }
})

t.test('findings are put together by kind', async t => {
  const [early, twice, again] = [
    { kind: 'retried-early', explain: 'a', requests: ['req-1'] },
    { kind: 'duplicate-by-retry', explain: 'b', requests: [] },
    { kind: 'retried-early', explain: 'c', requests: [] }
  ] as const
  const groups = findingsByKind([twice, early, again].map(finding => ({ ...finding, requests: [...finding.requests] })))
  t.match(groups, [{ title: 'Tried again too early', findings: [early, again] }, { title: 'Attached twice by a retry', findings: [twice] }])
  t.equal(groups.length, 2)
})

t.test('a finding is shown as a sentence', async t => {
  t.equal(sentence('upload was asked to wait'), 'Upload was asked to wait.')
  t.equal(sentence('"a.txt" is attached twice.'), '"a.txt" is attached twice.')
})

t.test('of the scopes of a token those are marked that allow more than was used, and those that were not used', async t => {
  const least = ['ZohoCRM.modules.attachments.CREATE', 'ZohoCRM.modules.leads.CREATE']
  const uses = (...granted: string[]): string[] => compareScopes({ token: 'abcd', granted, least }).map(({ use }) => use)
  t.strictSame(uses('zohocrm.modules.leads.create', 'ZohoCRM.modules.attachments.ALL', 'ZohoCRM.modules.deals.ALL'), ['needed', 'wider', 'unused'])
  t.strictSame(uses('ZohoCRM.modules.ALL', 'ZohoCRM.Modules.WRITE', 'ZohoCRM.modules.CREATE', 'ZohoCRM.modules.READ', 'ZohoCRM.settings.ALL'), ['wider', 'wider', 'wider', 'unused', 'unused'])
  t.strictSame(compareScopes({ token: 'abcd', granted: ['ZohoCRM.modules.ALL'], least: [] }), [{ scope: 'ZohoCRM.modules.ALL', use: 'unused' }])
})
