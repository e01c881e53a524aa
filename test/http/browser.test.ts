import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import t from 'tap'
import { authorization } from '../helpers/accounts.js'
import { browser, withBrowser } from '../helpers/browser.js'
import { logging, type Line, type Logged } from '../helpers/logged.js'
import { MULTIPART, multipartBody } from '../helpers/multipart.js'
import { html, pages } from '../helpers/pages.js'

/* eslint-disable no-template-curly-in-string -- code that runs in a page is text here */

const TOKEN = 'client_id=a&client_secret=b&grant_type=refresh_token&refresh_token=c'
const AUTH = `/oauth/v2/auth?${new URLSearchParams(authorization)}`

/** Requests that a page can send without a CORS preflight, as code that runs in the page with the target in `url`. */
const posting: Readonly<Record<string, string>> = {
  'form, urlencoded': 'send({ method: "POST" })',
  'form, multipart': 'send({ method: "POST", enctype: "multipart/form-data" })',
  'form, text': 'send({ method: "POST", enctype: "text/plain" })',
  'form in a sandboxed frame': 'add("iframe", { sandbox: "allow-scripts allow-forms", srcdoc: `<form method=post action="${url}"></form><script>document.forms[0].submit()</script>` })',
  'fetch, urlencoded': 'fetch(url, { method: "POST", mode: "no-cors", body: new URLSearchParams("a=b") })',
  'fetch, multipart': 'fetch(url, { method: "POST", mode: "no-cors", body: new FormData() })',
  'fetch, text': 'fetch(url, { method: "POST", mode: "no-cors", body: "{}" })',
  'fetch without a body': 'fetch(url, { method: "POST", mode: "no-cors" })',
  'fetch without a type': 'fetch(url, { method: "POST", mode: "no-cors", body: new Blob(["{}"]) })',
  'fetch of the mode cors': 'fetch(url, { method: "POST", body: "{}" })',
  'fetch that outlives its page': 'fetch(url, { method: "POST", mode: "no-cors", keepalive: true })',
  'fetch without a referrer': 'fetch(url, { method: "POST", mode: "no-cors", referrerPolicy: "no-referrer" })',
  XMLHttpRequest: 'const xhr = new XMLHttpRequest(); xhr.open("POST", url); xhr.send("{}")',
  sendBeacon: 'navigator.sendBeacon(url, "{}")',
  'sendBeacon of a form': 'navigator.sendBeacon(url, new FormData())',
  ping: 'add("a", { ping: url, href: "#" }).click()'
}

/** Ways in which a page can load a URL. */
const loading: Readonly<Record<string, string>> = {
  image: 'add("img", { src: url })',
  script: 'add("script", { src: url })',
  module: 'import(url)',
  stylesheet: 'add("link", { rel: "stylesheet", href: url })',
  preload: 'add("link", { rel: "preload", as: "image", href: url })',
  prefetch: 'add("link", { rel: "prefetch", href: url })',
  icon: 'fetch(url, { mode: "no-cors", cache: "no-store" })',
  frame: 'add("iframe", { src: url })',
  'frame that moves on': 'add("iframe", { srcdoc: `<meta http-equiv=refresh content="0;url=${url.replaceAll("&", "&amp;")}">` })',
  object: 'add("object", { data: url })',
  embed: 'add("embed", { src: url })',
  video: 'add("video", { src: url, preload: "auto" })',
  background: 'add("p", { style: `background: url("${url}")` })',
  font: 'new FontFace("f", `url("${url}")`).load()',
  'form, GET': 'send({ method: "GET" })',
  'fetch, GET': 'fetch(url, { mode: "no-cors" })',
  EventSource: 'new EventSource(url)',
  WebSocket: 'new WebSocket(url.replace("http", "ws"))'
}

/** Functions for this code; a text, so that it is not compiled. */
const SUPPORT = `
  const add = (name, attributes) => {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    return document.body.appendChild(element)
  }
  const send = attributes => {
    const target = 'frame' + document.querySelectorAll('iframe').length
    add('iframe', { name: target })
    const form = add('form', { ...attributes, action: url, target })
    for (const [name, value] of new URL(url).searchParams) Object.assign(form.appendChild(document.createElement('input')), { name, value })
    form.submit()
  }`

/** Runs such code in a page. */
async function attempt (page: Page, source: string, url: string): Promise<void> {
  await page.evaluate(`{ const url = ${JSON.stringify(url)}; ${SUPPORT}; (async () => { ${source.startsWith('const ') ? source : `await (${source})`} })().catch(() => {}); 0 }`)
}

/** The state, the journal and the sandboxes. */
async function everything (app: FastifyInstance): Promise<unknown> {
  const [state, journal, sandboxes] = await Promise.all(['/_mock/state', '/_mock/requests', '/_mock/sandboxes'].map(async url =>
    (await app.inject(url)).json<{ requests?: ReadonlyArray<{ url: string }>, sandboxes?: object }>()))
  // The browser requests an icon for every page that it shows, refusals too.
  return { state, requests: journal?.requests?.filter(({ url }) => url !== '/favicon.ico'), sandboxes: sandboxes?.sandboxes }
}

/** Tries every way to reach every target from a page. @returns the log lines of these requests */
async function tryAll (page: Page, { logged }: Logged, base: string): Promise<Map<string, Line>> {
  const posts = ['/_mock/reset?', '/_mock/tokens/expire?', `/oauth/v2/token?${TOKEN}&`, '/oauth/v2/token/revoke?token=1000.all&', '/s/new-{n}/_mock/reset?']
  const gets = ['/s/new-{n}/?', `${AUTH}&`]
  const tries = [[posting, posts], [{ ...loading }, gets]].flatMap(([ways, paths]) =>
    Object.entries(ways as typeof posting).flatMap(([name, source]) => (paths as string[]).map(path => ({ name: `${name}: ${path}`, source, path }))))
  const lines = new Map<string, Line>()
  await Promise.all(tries.map(async ({ name, source, path }, n) => {
    // Equally long, so that none is a prefix of another. The log does not redact the parameter `page`.
    const way = `page=${1000 + n}`
    await attempt(page, source, `${base}${path.replace('{n}', String(n))}${way}`)
    lines.set(name, await logged(({ url = '' }) => url.includes(way)))
  }))
  return lines
}

t.test('in Chromium', withBrowser, async t => {
  for (const host of ['127.0.0.1', 'localhost']) {
    t.test(`a page on another port of ${host} can change nothing with requests that need no preflight`, async t => {
      const server = await logging(t, { logLevel: 'info' })
      const before = await everything(server.app)
      const { port } = await pages(t, html('<!doctype html><title>evil</title>'))
      const page = await (await browser(t)).newPage()
      await page.goto(`http://${host}:${port}/`)
      for (const [name, line] of await tryAll(page, server, server.url)) t.match(line, { status: 403, msg: 'refused' }, name)
      t.strictSame(await everything(server.app), before)
    })
  }

  t.test('the double’s own pages may do everything', async t => {
    const server = await logging(t, { logLevel: 'debug' })
    const page = await (await browser(t)).newPage()
    await page.goto(`${server.url}/_mock/livez`)
    for (const [name, line] of await tryAll(page, server, server.url)) {
      // A sandboxed frame hides its origin on purpose.
      t.equal(line.status === 403, name.startsWith('form in a sandboxed frame'), name)
    }
  })

  t.test('windows and redirects of other sites reach the consent page only', async t => {
    const { app, url, logged } = await logging(t)
    const other = await pages(t, (request, response) => {
      const [, status, target = ''] = /^\/(\d+)\?(.*)$/.exec(request.url ?? '') ?? []
      if (status === undefined) response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
      else response.writeHead(Number(status), { location: target }).end()
    })
    const chromium = await browser(t)
    const before = await everything(app)
    const page = await chromium.newPage()
    await page.goto(other.url)
    const visits = {
      'window.open': `open("${url}/s/a/?page=1")`,
      'a redirect of a form': `document.body.innerHTML = '<form method=post target=_blank action="/307?${url}/_mock/reset?page=2"></form>'; document.forms[0].submit()`,
      'a redirect of fetch': `fetch("/308?${url}/_mock/reset?page=3", { method: "POST", mode: "no-cors", body: "a" }).catch(() => {})`,
      'a form in a window': `document.body.innerHTML = '<form method=post target=_blank action="${url}/oauth/v2/token/revoke?token=1000.all&amp;page=4"></form>'; document.forms[0].submit()`
    }
    for (const [index, [name, source]] of Object.entries(visits).entries()) {
      await page.evaluate(`${source}; 0`)
      t.match(await logged(({ url = '' }) => url.includes(`page=${index + 1}`)), { status: 403 }, name)
    }
    t.strictSame(await everything(app), before)
    const callback = `${other.url}/callback`
    await page.goto(other.url)
    await page.evaluate(`location = "${url}/oauth/v2/auth?${new URLSearchParams({ ...authorization, redirect_uri: callback })}"`)
    await page.waitForURL(/callback/)
    t.match(new URL(page.url()).searchParams.get('code'), /^1000\./)
  })

  t.test('a foreign host name that resolves to this machine (DNS rebinding) is refused', async t => {
    const { app, url, logged } = await logging(t)
    const before = await everything(app)
    const rebound = url.replace('127.0.0.1', 'rebound.example')
    const page = await (await browser(t, ['rebound.example'])).newPage()
    const answer = await page.goto(`${rebound}/_mock/state`)
    t.equal(answer?.status(), 403)
    t.match(await page.content(), /--allowed-hosts/)
    t.notMatch(await page.content(), /1000\./)
    const statuses = await page.evaluate(async ways => await Promise.all(ways.map(async ([method, path]) => (await fetch(path as string, { method: method as string, headers: { 'x-forwarded-host': '127.0.0.1' } })).status)),
      [['GET', '/_mock/tokens'], ['POST', '/_mock/reset'], ['PUT', '/_mock/state'], ['POST', `/oauth/v2/token?${TOKEN}`], ['GET', '/s/new/'], ['GET', '/crm/v8/org'], ['GET', '/']])
    t.strictSame(new Set(statuses), new Set([403]))
    t.match(await logged(({ url }) => url === '/_mock/reset'), { status: 403 })
    t.strictSame(await everything(app), before)
  })

  t.test('the HTTPS server accepts changes from its own pages but not from those of the HTTP server', async t => {
    const { tlsUrl = '', url } = await logging(t, { tlsPort: 0 })
    const page = await (await (await browser(t)).newContext({ ignoreHTTPSErrors: true })).newPage()
    const reset = async (from: string): Promise<unknown> => {
      await page.goto(`${from}/_mock/livez`)
      return await page.evaluate(async target => await fetch(`${target}/_mock/reset`, { method: 'POST' }).then(({ status }) => status, () => 'refused'), tlsUrl)
    }
    t.equal(await reset(tlsUrl), 200)
    t.equal(await reset(url), 'refused')
  })

  t.test('with --cors the pages that it lists call Zoho’s APIs and read the answers, and others do not', async t => {
    const [listed, other] = [await pages(t, html('<!doctype html><title>app</title>')), await pages(t, html('<!doctype html><title>other</title>'))]
    const { app, url } = await logging(t, { cors: listed.url, fault: 'download:truncate@3' })
    const page = await (await browser(t)).newPage()
    // What a browser app does, as far as its browser lets it.
    const visit = async (from: string): Promise<unknown> => {
      await page.goto(from)
      return await page.evaluate(async ([base, token]) => {
        const attempt = async (path: string, init?: RequestInit): Promise<unknown[]> => {
          try {
            const reply = await fetch(`${base}${path}`, init)
            return [reply.status, reply.headers.get('x-mock-rule'), reply.headers.has('x-mock-request-id'), (await reply.text()).slice(0, 8)]
          } catch (error) {
            return [(error as Error).name]
          }
        }
        const headers = { authorization: 'Zoho-oauthtoken 1000.all' }
        const body = new FormData()
        body.set('file', new Blob(['Hello']), 'a.txt')
        const path = '/s/app/crm/v8/Leads/1/Attachments'
        const upload = await attempt(path, { method: 'POST', headers, body })
        const list = await fetch(`${base}${path}?fields=id`, { headers }).then(async reply => await reply.json() as { data: [{ id: string }] }, () => undefined)
        const download = `${path}/${list?.data[0].id}`
        return {
          token: await attempt(`/s/app/oauth/v2/token?${token}`, { method: 'POST' }),
          upload,
          cutOff: await attempt(download, { headers }),
          download: await attempt(download, { headers }),
          refusal: await attempt(path, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.expired' } }),
          badUrl: await attempt('/crm/v8/%zz', { headers }),
          delete: await attempt(download, { method: 'DELETE', headers }),
          control: await attempt('/_mock/reset', { method: 'POST' }),
          state: await attempt('/_mock/state')
        }
      }, [url, TOKEN])
    }
    const failed = ['TypeError']
    t.strictSame(await visit(other.url), Object.fromEntries(['token', 'upload', 'cutOff', 'download', 'refusal', 'badUrl', 'delete', 'control', 'state'].map(name => [name, failed])))
    t.strictSame((await app.inject('/_mock/sandboxes')).json<{ sandboxes: object[] }>().sandboxes, [])
    t.strictSame(await visit(listed.url), {
      token: [200, null, true, '{"access'],
      upload: [200, null, true, '{"data":'],
      cutOff: failed,
      download: [200, null, true, 'Hello'],
      refusal: [401, 'auth.token-expired', true, '{"code":'],
      badUrl: [404, 'url.unknown', true, '{"code":'],
      delete: [200, null, true, '{"data":'],
      control: failed,
      state: failed
    })
  })

  t.test('an uploaded HTML page does not run in the double’s origin', async t => {
    const { app, url, lines } = await logging(t, { logLevel: 'debug' })
    const evil = '<!doctype html><script>fetch("/_mock/reset", { method: "POST" })</script><img src=/_mock/livez?loaded>'
    for (const filename of ['a.html', 'a.svg', 'a.xhtml']) {
      const payload = multipartBody([{ name: 'file', filename, content: evil }])
      await app.inject({ method: 'POST', url: '/crm/v8/Leads/1/Attachments', headers: { authorization: 'Zoho-oauthtoken 1000.all', 'content-type': MULTIPART }, payload })
    }
    const { attachments } = (await app.inject('/_mock/attachments')).json<{ attachments: ReadonlyArray<{ id: string, name: string }> }>()
    const chromium = await browser(t)
    for (const { id, name } of attachments) {
      const content = `${url}/_mock/attachments/${id}/content`
      const page = await chromium.newPage()
      const [download] = await Promise.all([page.waitForEvent('download'), page.goto(content).catch(() => {})])
      t.equal(download.suggestedFilename(), name)
      await page.goto(`${url}/_mock/livez`)
      await page.evaluate(`document.body.innerHTML = '<object data="${content}"></object><embed src="${content}">'`)

      // Even a browser that shows the file instead of saving it must not run it.
      const shown = await chromium.newPage()
      await shown.route(content, async route => {
        const { 'content-disposition': _, ...headers } = (await route.fetch()).headers()
        await route.fulfill({ headers: { ...headers, 'content-type': 'text/html' }, body: evil })
      })
      // Scripts of the page run before it counts as loaded.
      await shown.goto(content)
    }
    t.notOk(lines.some(({ url = '' }) => /reset|loaded/.test(url)))
    t.equal((await app.inject('/_mock/attachments')).json<{ attachments: object[] }>().attachments.length, 3)
  })
})
