import t from 'tap'
import { openPage, withBrowser } from './browser.js'
import { upload } from './uploads.js'

t.test('in Chromium', withBrowser, async t => {
  t.test('a token with the scopes that are enough is minted with one click, and works', async t => {
    const { page, url } = await openPage(t)
    const id = await upload(url, { token: '1000.leads-only' })
    await page.goto(`${url}/_mock/#/requests/${id}`)
    await page.getByRole('button', { name: 'Mint this token' }).click()
    const token = await page.locator('.advice > code').textContent()
    const again = await upload(url, { token: String(token) })
    const { answer } = await (await fetch(`${url}/_mock/requests/${again}`)).json() as { answer: { status: number } }
    t.equal(answer.status, 200)
  })

  t.test('a record that is missing is created with one click', async t => {
    const { page, url } = await openPage(t)
    const path = '/crm/v8/Leads/4040404040404040404/Attachments'
    await page.goto(`${url}/_mock/#/requests/${await upload(url, { path })}`)
    await page.getByRole('button', { name: 'Create Leads 4040404040404040404' }).click()
    await page.getByText('exists now').first().waitFor()
    const { answer } = await (await fetch(`${url}/_mock/requests/${await upload(url, { path })}`)).json() as { answer: { status: number } }
    t.equal(answer.status, 200)
  })

  t.test('a request is sent again with its bytes', async t => {
    const { page, url } = await openPage(t)
    await page.goto(`${url}/_mock/#/requests/${await upload(url, { name: 'sent twice.txt' })}`)
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Sent again: 200').first().waitFor()
    const { attachments } = await (await fetch(`${url}/_mock/attachments`)).json() as { attachments: Array<{ name: string, sha256: string }> }
    t.equal(attachments.length, 2)
    t.strictSame([attachments[0]?.name, attachments[0]?.sha256], [attachments[1]?.name, attachments[1]?.sha256])
  })

  t.test('names, headers and bodies with markup stay texts', async t => {
    const name = '<b>bold<i>italic<script>.html'
    const { page, url } = await openPage(t)
    const id = await upload(url, { name, content: '<script>document.title = 1</script>', type: 'text/html', headers: { 'user-agent': '<script>1</script>' } })
    await page.goto(`${url}/_mock/#/requests/${id}`)
    await page.locator('.detail .plain').first().waitFor()
    t.match(await page.locator('.requests .file').nth(1).textContent(), name)
    t.equal(await page.locator('.content script, .content .file b').count(), 0)
  })
})
