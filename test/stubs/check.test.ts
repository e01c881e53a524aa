import t from 'tap'
import { checkStubs } from '../../src/stubs/check-stub.js'

const coql = { method: 'POST', path: '/crm/:version/coql' }
const served = (path: string, method: string, operation: string): string => `Expected \`path\` to be one that no operation has with ${method}, got \`${path}\`: the double has \`${operation}\` there, so the stub would never answer; to change what that answers, add a fault`
const circular: { self?: object } = {}
circular.self = circular

/** Stubs that are refused, and why. */
const refused: ReadonlyArray<readonly [name: string, stub: unknown, message: string | RegExp]> = [
  ['that is a text', 'coql', 'Expected `the stub` to be an object, got `"coql"`'],
  ['without a path', { method: 'GET' }, 'Expected `the stub` to have `path`'],
  ['with an unknown property', { ...coql, reply: 200 }, /^Unknown property `reply`/],
  ['of a method that there is none', { ...coql, method: 'BREW' }, 'Expected `method` to be `GET` or `POST` or `PUT` or `PATCH` or `DELETE`, got `"BREW"`'],
  ['with a query', { ...coql, path: '/crm/v8/coql?a=b' }, 'Expected `path` to be a path such as `/crm/:version/coql`, without a query and not percent-encoded, or `*`, got `"/crm/v8/coql?a=b"`'],
  ['with a whole URL', { ...coql, path: 'https://www.zohoapis.com/crm/v8/coql' }, /^Expected `path` to be a path such as/],
  ['with a path that is percent-encoded', { ...coql, path: '/crm/v8/a%20b' }, /^Expected `path` to be a path such as/],
  ['with a wildcard in the middle', { ...coql, path: '/crm/*/coql' }, 'Expected `path` to be a path such as `/crm/:version/coql`, got `/crm/*/coql`: Wildcard must be the last character in the route'],
  ['with an expression that could take forever', { ...coql, path: '/crm/:version(^(a+)+$)' }, /^Expected `path` to be a path such as `\/crm\/:version\/coql`, got .* is not safe!$/],
  ['of the control API', { method: 'GET', path: '/_mock/livez' }, 'Expected `path` to be a path of Zoho’s, got `/_mock/livez`, which is the double’s own: the stub would never answer'],
  ['of the root', { method: 'GET', path: '/' }, /which is the double’s own/],
  ['with the name of a sandbox', { ...coql, path: '/s/a/crm/v8/coql' }, 'Expected `path` without `/s/` and the name of a sandbox, got `/s/a/crm/v8/coql`: add the stub to that sandbox, at /s/{name}/_mock/stubs'],
  ['of a status that there is none', { ...coql, status: 42 }, 'Expected `status` to be an integer from 200 to 599, got `42`'],
  ['with a header that is none', { ...coql, headers: { 'a b': 'c' } }, /^Expected the names of `headers` to be of the form/],
  ['with a header that has a line end', { ...coql, headers: { a: 'b\r\nc: d' } }, /^Expected `headers.a` to be a text of Latin letters, without line ends/],
  ['with a header that the double sets', { ...coql, headers: { 'Content-Length': '5' } }, 'Expected `headers` without `Content-Length`, which the double sets itself'],
  ['with a header in which the double explains', { ...coql, headers: { 'x-mock-rule': 'a' } }, 'Expected `headers` without `x-mock-rule`, which the double sets itself'],
  ['with a body where there is none', { ...coql, status: 204, body: {} }, 'Expected no `body` with the status 204, whose answers have none'],
  ['with a body that is no JSON', { ...coql, body: circular }, /^Expected `body` to be a text or JSON: /],
  ['that answers never', { ...coql, times: 0 }, 'Expected `times` to be an integer from 1 to 1000000000 or `always`, got `0`'],
  ['in a list', [coql, { ...coql, status: 204, body: '' }], 'Expected no `[1].body` with the status 204, whose answers have none'],
  // Stubs that would never answer.
  ['of an upload', { method: 'POST', path: '/crm/:version/:module/:id/Attachments' }, served('/crm/:version/:module/:id/Attachments', 'POST', 'upload')],
  ['of an upload to a known record', { method: 'POST', path: '/crm/v8/Leads/5/Attachments' }, served('/crm/v8/Leads/5/Attachments', 'POST', 'upload')],
  ['of a version that is not known', { method: 'GET', path: '/crm/v99/org' }, served('/crm/v99/org', 'GET', 'org')],
  ['of a token', { method: 'POST', path: '/oauth/v2/token' }, served('/oauth/v2/token', 'POST', 'token')]
]

for (const [name, stub, message] of refused) {
  t.test(`a stub ${name} is refused`, async t => {
    t.throws(() => checkStubs(stub), { name: 'StubError', message })
  })
}

/** Stubs that are taken, because a URL of theirs has no operation. */
const taken: ReadonlyArray<readonly [method: string, path: string]> = [
  ['POST', '/crm/:version/coql'], ['GET', '*'], ['GET', '/crm/*'], ['GET', '/crm/v8/*'], ['POST', '/crm/:version/Deals/:id/actions/convert'],
  ['GET', '/crm/:version/:api'], ['PUT', '/crm/:version/Leads/:id/Attachments'], ['GET', '/crm/:version/Leads/:id/:list'],
  ['GET', '/crm/bulk/:module/:record/Attachments'], ['GET', '/crm/:version/settings/:id/Attachments'], ['GET', '/crm/:version/__timeline/:id/Attachments'], ['GET', '/crm/:version/Leads/deleted/Attachments'],
  ['GET', '/oauth/serverinfo'], ['GET', '/bulk/v8/read']
]

for (const [method, path] of taken) {
  t.test(`a stub of ${method} ${path} is taken`, async t => {
    t.match(checkStubs({ method, path }), [{ method, path, status: 200, headers: {}, body: undefined, times: Infinity }])
  })
}

t.test('a stub gets the Content-Type of its body, unless it has its own in any spelling', async t => {
  const typeOf = (stub: object): unknown => checkStubs({ ...coql, ...stub })[0]?.headers
  t.strictSame(typeOf({ body: { a: 1 } }), { 'content-type': 'application/json;charset=UTF-8' })
  t.strictSame(typeOf({ body: null }), { 'content-type': 'application/json;charset=UTF-8' })
  t.strictSame(typeOf({ body: '<a/>' }), { 'content-type': 'text/plain;charset=UTF-8' })
  t.strictSame(typeOf({ body: '<a/>', headers: { 'Content-Type': 'text/xml' } }), { 'Content-Type': 'text/xml' })
  t.strictSame(typeOf({}), {})
})

t.test('a list of stubs is checked as a whole', async t => {
  t.equal(checkStubs([coql, { ...coql, method: 'PUT' }]).length, 2)
})
