import { deepStrictEqual } from 'node:assert'
import { readFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { once } from 'node:events'
import type { AxeResults } from 'axe-core'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import root, { type Test } from 'tap'
import type { Options } from '../../src/options.js'
import { buildServer } from '../../src/server.js'
import { launch } from '../helpers/browser.js'

export { withBrowser } from '../helpers/browser.js'

/** A double, and the page that shows it. */
export interface Opened {
  readonly app: FastifyInstance
  /** The base URL of the default sandbox, as the browser reaches it. */
  readonly url: string
  readonly page: Page
  /** For further tabs. They are watched, too. */
  readonly context: BrowserContext
  /** What the browser reported so far. The test fails for what is left when it ends. */
  readonly problems: string[]
}

interface OpenOptions {
  /** Below the base URL, with a hash if need be. */
  readonly path?: string
  /** Of the double. */
  readonly options?: Options
  /** Of the browser's window, such as `viewport` and `colorScheme`. */
  readonly window?: BrowserContextOptions
  /** A reverse proxy serves the double below this path, which `--public-url` names. */
  readonly prefix?: string
  /** Console errors that the test provokes, such as `/status of 403/`. */
  readonly expected?: readonly RegExp[]
  /** Runs before the page opens. */
  readonly before?: (url: string) => Promise<unknown>
}

let shared: Promise<Browser> | undefined

/** The browser of this test file: starting one takes longer than most tests. */
function sharedBrowser (): Promise<Browser> {
  if (shared === undefined) {
    shared = launch()
    const started = shared
    root.teardown(async () => await (await started).close())
  }
  return shared
}

/**
 * Starts a double on a free port and opens a page of it in Chromium. When the test ends it fails for whatever the browser
 * reported meanwhile: errors in the console, scripts that threw, violations of the content security policy, and requests to
 * other origins.
 */
export async function openPage (t: Test, { path = '/_mock/', options = {}, window = {}, prefix, expected = [], before }: OpenOptions = {}): Promise<Opened> {
  const problems: string[] = []
  // The first to be registered is the last to run, when all else is closed, and what it throws fails the test.
  t.teardown(() => deepStrictEqual(problems, []))
  let port = 0
  const proxied = prefix === undefined ? undefined : await proxy(t, prefix, () => port)
  const app = buildServer({ ...options, ...proxied !== undefined && { publicUrl: proxied } })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
  const url = proxied ?? `http://127.0.0.1:${port}`
  await before?.(url)

  const context = await (await sharedBrowser()).newContext(window)
  t.teardown(() => context.close())
  await watch(context, new URL(url).origin, problem => {
    if (!expected.some(pattern => pattern.test(problem))) problems.push(problem)
  })
  const page = await context.newPage()
  await page.goto(`${url}${path}`)
  return { app, url, page, context, problems }
}

/** Reports what goes wrong in any tab. */
async function watch (context: BrowserContext, origin: string, report: (problem: string) => void): Promise<void> {
  // The console says it as well, but not which text was to become markup.
  const content = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    console.error('content security policy: ' + violatedDirective + ' ' + blockedURI + ' ' + sample)
  })`
  await context.addInitScript({ content })
  context.on('console', message => {
    if (['error', 'warning'].includes(message.type())) report(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', error => report(`thrown: ${error.error().stack}`))
  context.on('request', request => {
    const target = new URL(request.url())
    if (target.protocol.startsWith('http') && target.origin !== origin) report(`request to another origin: ${request.url()}`)
  })
}

/**
 * Starts a reverse proxy that serves a server below a path, as nginx does: the server sees neither the path nor the proxy's
 * name.
 * @returns the URL of the path
 */
async function proxy (t: Test, prefix: string, port: () => number): Promise<string> {
  const server = createServer((request, response) => {
    const { method, url = '', headers } = request
    if (!url.startsWith(`${prefix}/`)) {
      response.writeHead(502).end()
      return
    }
    const forwarded = httpRequest({ host: '127.0.0.1', port: port(), method, path: url.slice(prefix.length), headers: { ...headers, host: `127.0.0.1:${port()}` } }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    response.on('close', () => forwarded.destroy())
    request.pipe(forwarded)
  })
  t.teardown(() => new Promise(resolve => {
    server.close(resolve)
    server.closeAllConnections()
  }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Looks with axe-core, in both themes, for what keeps people from using the page.
 * @throws {AssertionError} that names the rules that are violated, with the elements
 */
export async function assertAccessible (page: Page): Promise<void> {
  await page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })')
    const found = violations.map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ html, failureSummary = '' }) => `${html}: ${failureSummary}`) }))
    deepStrictEqual(found, [], `accessible in the ${colorScheme} theme`)
  }
  await page.emulateMedia({ colorScheme: null })
}
