import t from 'tap'
import { assertAccessible, openPage, withBrowser } from './browser.js'
import { sendUpload } from './uploads.js'

/** Asks the token endpoint for a token, as a client does. */
async function issueToken (url: string): Promise<string> {
  const reply = await fetch(`${url}/oauth/v2/token?grant_type=refresh_token&refresh_token=1000.refresh&client_id=1000.CLIENT&client_secret=secret`, { method: 'POST' })
  return (await reply.json() as { access_token: string }).access_token
}

t.test('in Chromium', withBrowser, async t => {
  t.test('61 minutes on, a token that was issued has expired: for an upload, and on the page of another tab', async t => {
    const { page, url, context } = await openPage(t, { path: '/_mock/#/clock' })
    const token = await issueToken(url)
    t.equal((await sendUpload(url, token)).status, 200)
    const tokens = await context.newPage()
    await tokens.goto(`${url}/_mock/#/tokens`)
    await tokens.getByRole('row', { name: new RegExp(`^${token} .* alive (1 h|59 m \\d+ s) 200 upload.stored`) }).waitFor()
    await page.getByRole('button', { name: '+61 min' }).click()
    await tokens.getByRole('row', { name: new RegExp(`^${token} .* expired 401 auth.token-expired`) }).waitFor()
    t.equal((await sendUpload(url, token)).headers.get('x-mock-rule'), 'auth.token-expired')
  })

  t.test('the clock is frozen, moved by any span, and real again, and told for the org and in UTC', async t => {
    const { page } = await openPage(t, { path: '/_mock/#/clock', options: { clock: 'real' } })
    await page.getByLabel('Freeze at').fill('2026-01-02T03:04:05Z')
    await page.getByRole('button', { name: 'Freeze', exact: true }).click()
    await page.getByText('2026-01-02 08:34:05+05:30').waitFor()
    await page.getByLabel('Move by').fill('-90s')
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByRole('definition').filter({ hasText: '2026-01-02 03:02:35' }).waitFor()
    await page.getByRole('button', { name: 'Real' }).click()
    await page.getByText('real, as this machine').waitFor()
    await page.getByRole('button', { name: 'Freeze now' }).click()
    await page.getByRole('button', { name: 'Freeze now', pressed: true }).waitFor()
  })

  t.test('a bad span and a bad instant get the sentence of the control API at their fields', async t => {
    const { page } = await openPage(t, { path: '/_mock/#/clock', expected: [/status of 400/] })
    await page.getByLabel('Move by').fill('soon')
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    t.equal(await page.locator('label', { hasText: 'Move by' }).getByRole('alert').textContent(), 'Expected `by` to be a span of time such as `25h`, or `-5m` for one that goes back, got `"soon"`')
    await page.getByLabel('Freeze at').fill('noon')
    await page.getByRole('button', { name: 'Freeze', exact: true }).click()
    t.equal(await page.locator('label', { hasText: 'Freeze at' }).getByRole('alert').textContent(), 'Expected `at` to be an instant with its offset such as `2026-01-02T03:04:05+05:30`, got `"noon"`')
  })

  t.test('nothing on the screens that change a sandbox keeps people from using them', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/clock', options: { fault: ['upload:reset'] } })
    await issueToken(url)
    for (const [screen, ready] of [['clock', 'Real'], ['faults', 'Delete fault-1'], ['tokens', 'Forget 1000.refresh']] as const) {
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
      await page.getByRole('button', { name: ready }).waitFor()
      await assertAccessible(page)
    }
  })
})
