import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import t from 'tap'
import { assertAccessible, openPage, withBrowser } from './browser.js'
import { sendUpload } from './uploads.js'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const authorization = 'Zoho-oauthtoken 1000.all'

/** Uploads a file through a real socket. @returns its id, and that of the request */
async function upload (url: string, filename: string, content: string | Buffer, type = 'application/octet-stream', at = 'Leads/1'): Promise<{ id: string, request: string }> {
  const reply = await sendUpload(url, '1000.all', { name: filename, content, type, path: `/crm/v8/${at}/Attachments` })
  const { data: [{ details: { id } }] } = await reply.json() as { data: [{ details: { id: string } }] }
  return { id, request: reply.headers.get('x-mock-request-id') ?? '' }
}

/** Shows an attachment, and says what its content looks like. */
async function preview (page: Page, id: string): Promise<{ text: string | undefined, image: string | undefined, hint: string | undefined }> {
  await page.evaluate(`location.hash = '#/attachments/${id}'`)
  await page.locator('dd', { hasText: id }).first().waitFor()
  const content = page.locator('main section')
  await content.locator('pre, img, .hint').first().waitFor()
  const of = async (selector: string): Promise<string | undefined> => (await content.locator(selector).allTextContents())[0]
  const [source] = await content.locator('img').all()
  return { text: await of('pre'), image: await source?.getAttribute('src') ?? undefined, hint: await of('.hint') }
}

t.test('in Chromium', withBrowser, async t => {
  t.test('a file is shown by its own bytes, whatever its client calls it, and nothing of it runs', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/attachments' })
    const html = '<!doctype html><script>parent.document.title = "ran"</script><img src=x onerror="document.title = \'ran\'">'
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = \'ran\'"><script>alert(1)</script></svg>'
    const show = async (...file: [filename: string, content: string | Buffer, type: string]): ReturnType<typeof preview> => await preview(page, (await upload(url, ...file)).id)

    const png = await show('page.html', PNG, 'text/html')
    t.match(png.image, /^blob:/)
    await page.getByText('1 × 1 pixels').waitFor()
    t.strictSame(await show('notes.pdf', 'Hello, Köln\n', 'application/pdf'), { text: 'Hello, Köln\n', image: undefined, hint: undefined })
    t.match(await show('a.png', html, 'image/png'), { text: html, image: undefined })
    t.match(await show('a.svg', svg, 'image/svg+xml'), { text: svg, image: undefined })
    t.match(await show('a.pdf', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1'), 'application/pdf'), { text: /^00000000 {2}25 50 44 46 2d 31 2e 37 {2}0a 25 e2 e3 cf d3 0a 31 {2}\|%PDF-1\.7\.%\.\.\.\.\.1\|\n/, image: undefined })
    const binary = await show('a.txt', Buffer.alloc(5000, 1), 'text/plain')
    t.match(binary, { hint: 'The first 512 of 5,000 bytes', image: undefined })
    t.equal(binary.text?.split('\n').length, 32)
    const { text, hint } = await show('long.txt', 'é'.repeat(50_000), 'text/plain')
    t.strictSame([text, hint], ['é'.repeat(32_768), 'The first 64 KiB of 98 KiB'])
    await page.evaluate(`location.hash = '#/attachments/${(await upload(url, 'broken.png', Buffer.concat([PNG.subarray(0, 20), Buffer.alloc(600)]), 'image/png')).id}'`)
    await page.getByText('The browser cannot read this picture. The first 512 of 620 bytes').waitFor()
    t.match(await show('large.gif', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(8 * 1024 ** 2)]), 'image/gif'), { hint: /^A picture of more than 8\.0 MiB is not shown\. /, image: undefined })
    t.match(await page.title(), /^attachments – /)
    t.strictSame(await page.locator('iframe, object, embed, main svg, main script').count(), 0)
  })

  t.test('attachments are listed by record with the request that stored them, and those of clients appear by themselves', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/attachments' })
    await page.getByText('Nothing is attached in the sandbox default').waitFor()
    const name = '<img src=x onerror=alert(1)>.txt'
    await upload(url, 'first.txt', 'Hello', 'text/plain', 'Deals/7')
    const { id, request } = await upload(url, name, 'Hello', 'text/plain')
    await upload(`${url}/s/other`, 'elsewhere.txt', 'x')
    await fetch(`${url}/crm/v8/Leads/1/Attachments?title=Zoho&attachmentUrl=https%3A%2F%2Fwww.zohocorp.com`, { method: 'POST', headers: { authorization } })

    const row = page.getByRole('row').filter({ hasText: name })
    await page.getByRole('row').filter({ hasText: 'Zoho' }).waitFor()
    t.strictSame(await page.locator('th[scope=rowgroup]').allTextContents(), ['Deals 7', 'Leads 1'])
    t.match(await row.textContent(), `${name}5 B`)
    t.equal(await row.getByRole('link', { name: request }).getAttribute('href'), `#/requests/${request}?sandbox=`)
    t.equal(await page.getByText('elsewhere.txt').count(), 0)
    const link = page.getByRole('link', { name: 'https://www.zohocorp.com' })
    t.strictSame([await link.getAttribute('href'), await link.getAttribute('rel'), await link.getAttribute('target')], ['https://www.zohocorp.com', 'noreferrer noopener', '_blank'])
    await assertAccessible(page)

    await page.getByLabel('Search').fill('FIRST')
    t.strictSame(await page.locator('th[scope=rowgroup]').allTextContents(), ['Deals 7'])
    await page.getByLabel('Search').fill('')
    await row.getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.locator('pre').waitFor()
    await assertAccessible(page)
    await page.keyboard.press('Escape')
    await page.locator(`#attachment-${id}:focus`).waitFor()
    await fetch(`${url}/crm/v8/Leads/1/Attachments/${id}`, { method: 'DELETE', headers: { authorization } })
    await row.waitFor({ state: 'detached' })
  })

  t.test('a download has the same bytes and the name of the file, and its hash is copied', async t => {
    const { page, url } = await openPage(t, { path: '/_mock/#/attachments', window: { permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true } })
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index * 7 % 256))
    const name = 'Änderung für Köln.html'
    await upload(url, name, content, 'text/html')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Download ${name}` }).click()])
    t.equal(download.suggestedFilename(), name)
    t.ok(readFileSync(await download.path()).equals(content))
    await page.getByRole('button', { name: 'Copy' }).last().click()
    t.equal(await page.evaluate('navigator.clipboard.readText()'), createHash('sha256').update(content).digest('hex'))
  })

  t.test('where there are no requests, the page has a command that works, and the code of SDKs', async t => {
    const { page, url } = await openPage(t, { path: '/s/worker-3/_mock/', window: { permissions: ['clipboard-read', 'clipboard-write'] } })
    await page.getByRole('heading', { level: 1, name: 'No requests yet' }).waitFor()
    await page.getByRole('combobox', { name: 'SDK' }).selectOption('ruby-8.0')
    await page.getByText('ZOHOCRMSDK8_0, pointed at').waitFor()
    await assertAccessible(page)
    await page.getByTitle('Copy the code for ZOHOCRMSDK8_0').click()
    t.match(await page.evaluate('navigator.clipboard.readText()'), "'https://127.0.0.1:4151/s/worker-3'")

    await page.getByTitle('Copy the upload with curl').click()
    const command = await page.evaluate<string>('navigator.clipboard.readText()')
    t.match(command, `${url}/s/worker-3/crm/v8/Leads/1000000231009/Attachments`)
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command])
    t.match(JSON.parse(stdout), { data: [{ code: 'SUCCESS' }] })
    await page.getByRole('row').filter({ hasText: 'upload' }).first().waitFor()
  })

  t.test('a sample upload is sent and shown, also after the journal was cleared', async t => {
    const { page } = await openPage(t)
    for (const again of [false, true]) {
      await page.getByRole('button', { name: 'Send a sample upload' }).click()
      await page.getByRole('article').getByText('Every check passed.').waitFor()
      if (!again) await page.getByRole('button', { name: 'Clear' }).click()
    }
  })

  t.test('where no token may upload, the page says so', async t => {
    const { page, url } = await openPage(t, { options: { seed: { tokens: [] } } })
    await page.getByText('No token of the sandbox default may upload').waitFor()
    await fetch(`${url}/_mock/tokens`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"token":"1000.mine"}' })
    await page.getByText('Zoho-oauthtoken 1000.mine').waitFor()
  })

  t.test('where the journal is off, the page says so', async t => {
    const { page } = await openPage(t, { options: { journalSize: 0 } })
    await page.getByRole('heading', { level: 1, name: 'The journal is off' }).waitFor()
    await page.getByRole('button', { name: 'Send a sample upload' }).click()
    await page.getByText('The sample was answered with 200').waitFor()
  })
})
