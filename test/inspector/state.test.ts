import { readFileSync } from 'node:fs'
import t from 'tap'
import { assertAccessible, openPage, withBrowser } from './browser.js'
import { upload } from './uploads.js'

/** Uploads a file to a lead, and returns the id of the request. */
const uploadFile = async (url: string, name: string, content?: string | Buffer): Promise<string> => await upload(url, { name, path: '/crm/v8/Leads/1/Attachments', ...content !== undefined && { content } })

t.test('in Chromium', withBrowser, async t => {
  t.test('a finding of the audit leads to its requests', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/audit', options: { fault: ['upload:INTERNAL_ERROR@after-commit'] } })
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    await assertAccessible(page)
    const first = await uploadFile(url, '<b>twice.txt')
    const second = await uploadFile(url, '<b>twice.txt')
    const found = page.getByRole('listitem').filter({ hasText: '"<b>twice.txt" is attached to Leads 1 twice' })
    await found.waitFor()
    t.strictSame(await found.getByRole('link').allTextContents(), [first, second])
    await page.getByRole('button', { name: 'Copy', exact: true }).last().waitFor()
    await assertAccessible(page)
    await found.getByRole('link', { name: first }).click()
    await page.getByRole('article', { name: `Request ${first}` }).waitFor()
  })

  t.test('rules are searched, and one that was given leads to its requests', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/rules' })
    await page.getByText(/^\d\d+ rules$/).waitFor()
    await assertAccessible(page)
    await fetch(`${url}/crm/v8/Leads/1/Attachments`, { headers: { authorization: 'Zoho-oauthtoken 1000.expired' } })
    await page.getByRole('button', { name: 'auth', exact: true }).click()
    await page.getByRole('searchbox').fill('lifetime')
    const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') })
    await page.getByRole('link', { name: '1× given: auth.token-expired' }).waitFor()
    t.equal(await rows.count(), 1)
    await rows.getByRole('link', { name: 'auth.token-expired', exact: true }).click()
    await page.getByRole('heading', { name: 'auth.token-expired' }).waitFor()
    t.match(await page.getByLabel('curl').textContent(), `curl -i '${url}/crm/v8/`)
    t.equal(await page.getByLabel('fault', { exact: true }).textContent(), '--fault upload:auth.token-expired')
    await assertAccessible(page)
    await page.getByRole('link', { name: '1 request' }).click()
    await page.getByRole('row').filter({ hasText: 'auth.token-expired' }).waitFor()
    await page.goBack()
    await page.keyboard.press('Escape')
    t.equal(await page.getByRole('searchbox').inputValue(), 'lifetime', 'the search is kept')
    await page.getByRole('searchbox').fill('nothing of this')
    await page.getByRole('button', { name: 'Show all rules' }).click()
    await page.getByText(/^\d\d+ rules$/).waitFor()
  })

  t.test('a state that is saved, reset and loaded again is the same, byte for byte', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/state', options: { clock: '2026-01-02T03:04:05Z' } })
    await uploadFile(url, 'Köln – <img>.bin', Buffer.from([0, 1, 2, 250, 251, 13, 10, 255]))
    const state = async (): Promise<string> => await (await fetch(`${url}/_mock/state`)).text()
    const before = await state()
    const attachments = page.locator('dl > div').filter({ hasText: 'Attachments' }).getByRole('link')
    await attachments.and(page.getByText('1', { exact: true })).waitFor()

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the state' }).click()])
    t.equal(download.suggestedFilename(), 'state-default.json')
    const path = await download.path()
    t.equal(readFileSync(path, 'utf8'), before)

    await page.getByRole('button', { name: 'Reset everything…' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    t.equal(await state(), before, 'nothing is reset before it is confirmed')
    await page.getByRole('button', { name: 'Reset everything…' }).click()
    await assertAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Reset everything' }).click()
    await attachments.and(page.getByText('0', { exact: true })).waitFor()
    t.not(await state(), before)

    await page.getByLabel(/^A saved state/).setInputFiles(path)
    await attachments.and(page.getByText('1', { exact: true })).waitFor()
    t.equal(await state(), before)
  })

  t.test('a state that is refused is refused in the words of the control API', async t => {
    const { page } = await openPage(t, { path: '/_mock/#/state', expected: [/status of 400/] })
    await page.getByLabel(/^A saved state/).setInputFiles({ name: 'seed.json', mimeType: 'application/json', buffer: Buffer.from('{"tokens":7}') })
    await page.getByRole('alert').filter({ hasText: 'Expected `tokens` to be an array, got `7`' }).waitFor()
    await assertAccessible(page)
  })

  t.test('parts that are reset in one tab are seen in another', async t => {
    const { page, url, context } = await openPage(t, { path: '/_mock/#/state' })
    await uploadFile(url, 'a.txt')
    const other = await context.newPage()
    await other.goto(`${url}/_mock/#/requests`)
    await other.getByRole('row').filter({ hasText: 'a.txt' }).waitFor()
    await page.getByRole('checkbox', { name: 'The requests' }).check()
    await page.getByRole('button', { name: 'Reset the chosen parts' }).click()
    await other.getByRole('row').filter({ hasText: 'a.txt' }).waitFor({ state: 'detached' })
    const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: unknown[] }
    t.equal(attachments.length, 1, 'the other parts stay')
    await page.getByRole('checkbox', { name: 'The requests', checked: false }).waitFor()
  })

  t.test('a named sandbox can be forgotten', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/state?sandbox=worker-3', before: async url => await uploadFile(`${url}/s/worker-3`, 'a.txt') })
    await page.getByRole('button', { name: 'Forget worker-3', exact: true }).click()
    await page.getByRole('navigation', { name: 'Sandboxes' }).getByRole('link', { name: /worker-3/ }).waitFor({ state: 'detached' })
    const { sandboxes } = await (await fetch(`${url}/_mock/sandboxes`)).json() as { sandboxes: unknown[] }
    t.strictSame(sandboxes, [])
  })
})
