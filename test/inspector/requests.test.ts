import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import type { Page } from 'playwright-core'
import t from 'tap'
import { buildServer } from '../../src/server.js'
import { assertAccessible, openPage, withBrowser } from './browser.js'
import { RECORD, upload } from './uploads.js'

const authorization = 'Zoho-oauthtoken 1000.all'
const rows = (page: Page): ReturnType<Page['locator']> => page.locator('.requests tbody tr[data-id]')

t.test('in Chromium', withBrowser, async t => {
  t.test('an upload appears on the page by itself', async t => {
    const { page, url } = await openPage(t, { before: upload })
    await rows(page).first().waitFor()
    await upload(url, { name: 'later.txt' })
    await page.getByText('later.txt').waitFor()
    t.strictSame(await page.locator('.requests td.file span').allTextContents(), ['later.txt', 'hello.txt'])
  })

  t.test('a request whose client goes away changes in its place', async t => {
    const { page, url } = await openPage(t, { before: upload })
    await rows(page).first().waitFor()
    const asked = httpRequest(`${url}${RECORD}`, { method: 'POST', headers: { authorization, expect: '100-continue', 'content-length': 1000, 'content-type': 'multipart/form-data; boundary=x' } })
    asked.on('error', () => {})
    asked.flushHeaders()
    // The server has admitted it and waits for the body.
    await once(asked, 'continue')
    asked.destroy()
    await page.locator('tr.gone').waitFor()
    t.equal(await rows(page).count(), 2)
    t.match(await page.locator('tr.gone .outcome').textContent(), /aborted/)
  })

  t.test('the filter is in the link, counts what it finds, and is cleared where it finds nothing', async t => {
    const { page, url } = await openPage(t, {
      path: '/_mock/#/requests?filter=status%3A4xx',
      async before (url) {
        await upload(url)
        await upload(url, { token: '1000.expired' })
      }
    })
    await page.getByText('1 of 2').waitFor()
    t.equal(await rows(page).count(), 1)
    await page.getByRole('searchbox').fill('op:download')
    await page.getByText('0 of 2 match').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.getByText('2 requests', { exact: true }).waitFor()
    t.equal(page.url(), `${url}/_mock/#/requests`)
  })

  t.test('everything is reached by keys: filter, list, request and back', async t => {
    const { page } = await openPage(t, {
      async before (url) {
        await upload(url, { name: 'first.txt' })
        await upload(url, { name: 'second.txt', token: '1000.expired' })
      }
    })
    await rows(page).nth(1).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('op:upload')
    t.match(page.url(), 'filter=op%3Aupload')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('.detail .verdict').waitFor()
    t.match(page.url(), '#/requests/req-1')
    await page.keyboard.press('k')
    await page.waitForURL(/#\/requests\/req-2/)
    await page.keyboard.press('Escape')
    await page.waitForURL(/#\/requests\?/)
    await page.locator('tr[data-id="req-2"]:focus').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const [keys, screen] of [['gf', 'faults'], ['ga', 'attachments'], ['gt', 'tokens'], ['gu', 'audit'], ['gr', 'requests']] as const) {
      for (const key of keys) await page.keyboard.press(key)
      await page.waitForURL(new RegExp(`#/${screen}`))
    }
  })

  t.test('of ten thousand requests only those that can be seen are in the page, and all are searched', async t => {
    const { page, app } = await openPage(t, { options: { journalSize: 10_000 } })
    for (let count = 0; count < 10_000; count++) {
      // Without a socket, which would take most of the time.
      await app.inject({ method: 'GET', url: `${RECORD}?fields=id`, headers: { authorization: count % 10 === 0 ? 'Zoho-oauthtoken 1000.expired' : authorization } })
    }
    await page.reload()
    await page.getByText('10,000 requests').waitFor()
    t.ok(await rows(page).count() < 200, 'only rows that can be seen are in the page')
    await page.evaluate('document.querySelector(".scroller").scrollTop = 1_000_000')
    await page.locator('tr[aria-rowindex="10001"]').waitFor()
    await page.getByRole('searchbox').fill('status:4xx')
    await page.getByText('1,000 of 10,000').waitFor()
  })

  t.test('after a restart of the server the page shows the new one’s requests, each once', async t => {
    const { page, app, url, problems } = await openPage(t, { before: upload, expected: [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/] })
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: '● live' }).waitFor()
    await app.close()
    await page.getByText('reconnecting').first().waitFor()
    t.equal(await rows(page).count(), 1, 'what was there stays')
    const again = buildServer()
    t.teardown(() => again.close())
    await again.listen({ port: Number(new URL(url).port), host: '127.0.0.1' })
    await upload(url, { name: 'after.txt' })
    await page.getByText('after.txt').first().waitFor()
    t.equal(await rows(page).count(), 1)
    t.strictSame(problems, [])
  })

  t.test('the page of a named sandbox shows that sandbox only, also behind a proxy with a path', async t => {
    const { page, url } = await openPage(t, { path: '/s/worker-3/_mock/', prefix: '/mocks/zoho' })
    await upload(url, { name: 'default.txt' })
    await upload(`${url}/s/worker-3`, { name: 'worker.txt' })
    await page.getByText('worker.txt').first().waitFor()
    t.equal(await rows(page).count(), 1)
    t.equal(await page.locator('.top .base code').textContent(), `${url}/s/worker-3`)
  })

  t.test('clearing the journal in one tab empties another', async t => {
    const { page, context, url } = await openPage(t, { before: upload })
    const other = await context.newPage()
    await other.goto(`${url}/_mock/`)
    await rows(other).first().waitFor()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await other.locator('.requests tbody tr').first().waitFor({ state: 'detached' })
    t.equal(await rows(other).count(), 0)
  })

  t.test('the list and a request are accessible, at any width', async t => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      const { page, url } = await openPage(t, {
        window: { viewport },
        async before (url) {
          await upload(url)
          await upload(url, { token: '1000.leads-only' })
        }
      })
      await rows(page).first().waitFor()
      await assertAccessible(page)
      await page.goto(`${url}/_mock/#/requests/req-2`)
      await page.locator('.verdict').waitFor()
      await assertAccessible(page)
      t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing is wider than the window')
    }
  })

  t.test('what matches is saved as an HTTP archive', async t => {
    const { page } = await openPage(t, { before: upload })
    await rows(page).first().waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'HAR' }).click()])
    t.equal(download.suggestedFilename(), 'requests.har')
    t.match(JSON.parse(readFileSync(await download.path(), 'utf8')), { log: { entries: [{ _id: 'req-1' }] } })
  })
})
