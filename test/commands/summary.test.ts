import t from 'tap'
import { markdownOf, summaryOf } from '../../src/commands/summary.js'
import type { JournalRequest } from '../../src/control/shapes/request.js'

const request = (given: Partial<JournalRequest>): JournalRequest => ({
  id: 'req-1', time: '', clock: '', sandbox: '', method: 'POST', url: '', headers: {}, parts: [], steps: [], ignored: [], outcome: 'answered', duration: 1, ...given
})

t.test('the summary of a command without requests asks whether it knows of the double', async t => {
  t.equal(summaryOf({ requests: [], dropped: 0, findings: [] }), '0 requests: does your program use ZOHO_MOCK_URL?')
})

t.test('an answer without content is no refusal', async t => {
  const text = summaryOf({ requests: [request({ operation: 'list', answer: { headers: {}, status: 204, rule: 'list.empty', explain: 'none' } }), request({ operation: 'list', answer: { headers: {}, status: 304, rule: 'list.unchanged', explain: 'none' } })], dropped: 0 })
  t.notMatch(text, 'Refused')
})

t.test('in Markdown nothing of a client is markup', async t => {
  const refused = request({ operation: 'upload', answer: { headers: {}, status: 400, rule: 'file.bad', explain: 'got "<b>`*_[x](y)|#1 @me&~\\"' } })
  t.equal(markdownOf({ requests: [refused], dropped: 0 }), `### zoho-attachments-mock: 1 request

**Requests**

- 1 × upload 400

**Refused**

- 1 × 400 file.bad: got "&#60;b&#62;&#96;&#42;&#95;&#91;x&#93;(y)&#124;&#35;1 &#64;me&#38;&#126;&#92;"
`)
  t.equal(markdownOf({ requests: [], dropped: 0 }), '### zoho-attachments-mock: 0 requests: does your program use ZOHO_MOCK_URL?\n')
})

t.test('requests are counted by operation and outcome, and failures are listed with their reasons', async t => {
  const refused = request({ operation: 'upload', answer: { headers: {}, status: 401, rule: 'auth.token-expired', explain: 'the token expired' } })
  const many = Array.from({ length: 6 }, (_value, index) => `req-${index}`)
  const text = summaryOf({
    requests: [
      request({ operation: 'upload', answer: { headers: {}, status: 200 }, ignored: ['notify'] }),
      refused,
      refused,
      request({ operation: 'upload', answer: { headers: {}, status: 500, rule: 'server.internal-error' }, fault: { id: 'fault-1', action: 'answer server.internal-error' } }),
      request({ method: 'GET', outcome: 'aborted' }),
      request({ operation: 'list', outcome: 'broken', fault: { id: 'fault-2', action: 'reset at headers' } })
    ],
    dropped: 3,
    findings: [{ kind: 'retried-early', explain: 'came back early', requests: ['req-1'] }, { kind: 'token-per-call', explain: 'a token each', requests: many }]
  })
  t.equal(text, `6 requests (and 3 dropped from the journal):
     2 × upload 401
     1 × upload 200
     1 × upload 500
     1 × GET aborted
     1 × list broken
Refused:
     2 × 401 auth.token-expired: the token expired
Injected faults:
     1 × upload: answer server.internal-error
     1 × list: reset at headers
Aborted by the client:
     1 × GET
Ignored fields:
     1 × notify (upload)
Accepted, but likely mistakes:
  retried-early: came back early (req-1)
  token-per-call: a token each (req-0, req-1, req-2, req-3, req-4, …)`)
})
