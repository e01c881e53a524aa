import t from 'tap'
import type { Answer } from '../../src/control/shapes/routes.js'
import { stateOf, uploadRule } from '../../src/inspector/page/tokens/outcome.js'
import { ruleNames, ruleOf } from '../../src/zoho/rules.js'
import { listening } from '../helpers/server.js'
import { openPage, withBrowser } from './browser.js'
import { sendUpload } from './uploads.js'

const NOW = Date.parse('2026-01-02T03:04:05Z')
const ALL = ['ZohoCRM.modules.ALL']

t.test('a token is alive, expired by the sandbox’s clock, or ended, which counts first', async t => {
  const [before, after] = ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.001Z']
  t.strictSame(stateOf({}, NOW), { word: 'alive', why: undefined, isOver: false })
  t.match(stateOf({ expiresAt: after }, NOW), { word: 'alive', isOver: false })
  t.strictSame(stateOf({ expiresAt: before, as: 'server.unavailable' }, NOW), { word: 'expired', isOver: true })
  t.strictSame(stateOf({ expiresAt: before, ended: 'was revoked' }, NOW), { word: 'ended', why: 'was revoked', isOver: true })
  t.match(stateOf({ as: 'server.unavailable' }, NOW), { word: 'alive', why: 'every request gets server.unavailable', isOver: false })
})

t.test('what an upload to Leads gets is what the page says of the token', async t => {
  const users: Array<Answer<'GET /users'>['users'][number]> = [
    { id: '1', name: 'Ann' },
    { id: '2', name: 'Bob', denied: [{ operation: 'list', as: 'NO_PERMISSION' }, { operation: 'upload', module: 'Deals', as: 'NO_PERMISSION' }] },
    { id: '3', name: 'Cid', denied: [{ operation: 'upload', module: 'Leads', as: 'user.no-permission-to-list' }] },
    { id: '4', name: 'Dan', denied: [{ operation: 'upload', as: 'AUTHORIZATION_FAILED' }] }
  ]
  const past = '2020-01-01T00:00:00Z'
  const tokens = [
    { token: 'all', user: '1', scopes: ALL },
    { token: 'bob', user: '2', scopes: ['ZohoCRM.modules.leads.CREATE', 'zohocrm.modules.attachments.write'] },
    { token: 'cid', user: '3', scopes: ALL },
    { token: 'dan', user: '4', scopes: ALL },
    { token: 'dan-narrow', user: '4', scopes: ['ZohoCRM.modules.leads.ALL'] },
    { token: 'none', user: '1', scopes: [] },
    { token: 'read', user: '1', scopes: ['ZohoCRM.modules.READ'] },
    { token: 'deals', user: '1', scopes: ['ZohoCRM.modules.deals.ALL', 'ZohoCRM.modules.attachments.ALL'] },
    { token: 'expired', user: '1', scopes: [], expiresAt: past, as: 'INTERNAL_ERROR' },
    { token: 'revoked', user: '1', scopes: [], expiresAt: past, revoked: true },
    { token: 'as', user: '4', scopes: [], as: 'user.no-permission-to-delete' }
  ]
  const { url } = await listening(t, { seed: { users, tokens } })
  const ask = async <Key extends 'users' | 'tokens'>(key: Key): Promise<Answer<`GET /${Key}`>> => await (await fetch(`${url}/_mock/${key}`)).json() as Answer<`GET /${Key}`>
  const [{ users: people }, { tokens: all }] = [await ask('users'), await ask('tokens')]
  const said = Object.fromEntries(all.map(token => [token.token, uploadRule(token, people, Date.now())]))
  for (const { token } of all) t.equal((await sendUpload(url, token)).headers.get('x-mock-rule') ?? 'upload.stored', said[token], token)
  t.strictSame([...new Set(Object.values(said))].sort(), ['auth.scope-missing', 'auth.token-expired', 'auth.token-revoked', 'upload.stored', 'user.no-permission', 'user.no-privilege'])
})

t.test('a user whom the page does not know yet is denied nothing', async t => {
  t.equal(uploadRule({ user: '9', scopes: ALL }, [], NOW), 'upload.stored')
})

t.test('every rule that a token may always get is the one that an upload gets', async t => {
  for (const name of ruleNames) t.equal(uploadRule({ user: '1', scopes: ALL, as: name }, [], NOW), ruleOf(name, 'upload'))
})

t.test('in Chromium', withBrowser, async t => {
  t.test('a token that is minted can be used until it is made to expire, and is gone when it is forgotten', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/tokens' })
    await page.getByLabel('Value').fill('1000.mine')
    await page.getByRole('button', { name: 'Mint a token' }).click()
    const row = page.getByRole('row', { name: /^1000\.mine / })
    await row.and(page.getByRole('row', { name: /Patricia Boyle ZohoCRM.modules.ALL alive (1 h|59 m \d+ s) 200 upload.stored/ })).waitFor()
    t.equal((await sendUpload(url, '1000.mine')).status, 200)
    await page.getByRole('button', { name: 'Expire 1000.mine' }).click()
    await page.getByRole('row', { name: /^1000\.mine .* expired 401 auth.token-expired/ }).waitFor()
    t.equal((await sendUpload(url, '1000.mine')).status, 401)
    await page.getByRole('button', { name: 'Forget 1000.mine' }).click()
    await row.waitFor({ state: 'detached' })
    t.equal((await sendUpload(url, '1000.mine')).headers.get('x-mock-rule'), 'auth.token-unknown')
  })

  t.test('the scopes are put together from suggestions, and what they are good for is told before', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/tokens', expected: [/status of 400/] })
    await page.getByLabel('Value').fill('1000.narrow')
    await page.getByRole('button', { name: 'ZohoCRM.modules.ALL', exact: true }).click()
    await page.getByRole('button', { name: 'ZohoCRM.modules.leads.CREATE', exact: true }).click()
    await page.locator('form').getByText('auth.scope-missing').waitFor()
    await page.getByRole('button', { name: 'ZohoCRM.modules.attachments.CREATE', exact: true }).click()
    await page.locator('form').getByText('upload.stored').waitFor()
    await page.getByLabel('Lifetime').fill('long')
    await page.getByRole('button', { name: 'Mint a token' }).click()
    t.match(await page.locator('label', { hasText: 'Lifetime' }).getByRole('alert').textContent(), /^Expected `lifetime` to be a span of time such as/)
    await page.getByLabel('Lifetime').fill('90')
    await page.getByRole('button', { name: 'Mint a token' }).click()
    await page.getByRole('row', { name: /^1000\.narrow / }).waitFor()
    t.equal((await sendUpload(url, '1000.narrow')).status, 200)
  })

  t.test('a token of a refresh token stands beside it, and all expire at once', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/tokens' })
    await page.getByRole('heading', { name: '0 refresh tokens' }).waitFor()
    await fetch(`${url}/oauth/v2/token?grant_type=refresh_token&refresh_token=1000.refresh&client_id=1000.CLIENT&client_secret=secret`, { method: 'POST' })
    await page.getByRole('region', { name: '1 refresh token' }).getByRole('row', { name: /^1000\.refresh .* alive/ }).waitFor()
    await page.getByRole('button', { name: 'Expire all' }).click()
    await page.getByRole('row', { name: /^1000\.all .* expired/ }).waitFor()
    t.equal(await page.getByRole('row', { name: / alive .*upload.stored/ }).count(), 0)
  })
})
