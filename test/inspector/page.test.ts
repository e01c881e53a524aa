import t from 'tap'
import { pages } from '../helpers/pages.js'
import { assertAccessible, openPage, withBrowser } from './browser.js'

t.test('in Chromium', withBrowser, async t => {
  t.test('the page loads in the default sandbox, in one that has a name, and below the prefix of a proxy', async t => {
    for (const given of [{ path: '/_mock' }, { path: '/s/worker-3/_mock/' }, { path: '/s/worker-3/_mock', prefix: '/mocks/zoho' }]) {
      const { page, url } = await openPage(t, given)
      t.equal(page.url(), `${url}${given.path.replace(/\/?$/, '/')}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
    }
  })

  t.test('nothing on the page keeps people from using it', async t => {
    const { page } = await openPage(t)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await assertAccessible(page)
  })

  t.test('these tests notice errors, scripts and styles that the policy forbids, requests to elsewhere, and what is inaccessible', async t => {
    // With 204 the browser stays where it is.
    const elsewhere = await pages(t, (_request, response) => { response.writeHead(204).end() })
    const { page, problems } = await openPage(t)
    const provoked = {
      'console.error("broken")': /^console: broken/,
      'setTimeout(() => { throw new Error("broken") })': /^thrown: Error: broken/,
      'fetch("nothing")': /^console: Failed to load resource: .*404/,
      'fetch("http://127.0.0.1:1/").catch(() => {})': /^console: content security policy: connect-src/,
      [`location = "${elsewhere.url}/there"`]: /^request to another origin: .*\/there/,
      'document.body.append(Object.assign(document.createElement("script"), { src: "data:text/javascript," }))': /^console: content security policy: require-trusted-types-for trusted-types-sink HTMLScriptElement/,
      'document.body.append(Object.assign(document.createElement("style"), { textContent: "p { color: red }" }))': /^console: content security policy: style-src-elem inline/,
      'document.body.innerHTML = "<img>"': /^console: content security policy: require-trusted-types-for trusted-types-sink Element innerHTML/
    }
    for (const [code, problem] of Object.entries(provoked)) {
      await page.evaluate(`${code}; 0`).catch(() => {})
      const deadline = AbortSignal.timeout(10_000)
      while (!problems.some(text => problem.test(text)) && !deadline.aborted) await page.evaluate('0')
      t.match(problems.find(text => problem.test(text)), problem, code)
      // All that is still to be said about it is said now.
      await page.reload()
      problems.length = 0
    }
    await page.evaluate('document.body.append(document.createElement("img"))')
    await t.rejects(assertAccessible(page), { message: /image-alt/ })
  })
})
