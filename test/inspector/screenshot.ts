/**
 * Takes pictures of the page, with a sample of traffic in it: of each hash route in the light theme, the dark one, and in a
 * window of 390 px.
 *
 *     npm --prefix test run screenshots -- FOLDER [ROUTE…]    the requests where no route is named
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { buildServer } from '../../src/server.js'
import { launch } from '../helpers/browser.js'
import { sendTraffic } from './traffic.js'

const windows = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }
} as const

/**
 * Waits until nothing has come for 300 ms. The network is never idle, as the event stream stays open. Playwright's own ways to
 * wait for a condition are blocked by the content security policy of the page.
 */
const SETTLED = `new Promise(resolve => {
  const look = () => {
    const last = Math.max(0, ...performance.getEntriesByType('resource').map(({ responseEnd }) => responseEnd))
    if (performance.now() - last > 300) resolve()
    else requestAnimationFrame(look)
  }
  look()
})`

const [folder, ...routes] = process.argv.slice(2)
if (folder === undefined) throw new Error('Expected a folder for the pictures')
mkdirSync(folder, { recursive: true })

const app = buildServer()
const browser = await launch()
try {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  await sendTraffic(url)
  await sendTraffic(`${url}/s/worker-3`)
  for (const [name, options] of Object.entries(windows)) {
    const context = await browser.newContext(options)
    for (const route of routes.length === 0 ? ['#/requests'] : routes) {
      const page = await context.newPage()
      page.on('console', message => console.error(`${route}: ${message.text()}`))
      await page.goto(`${url}/_mock/${route}`)
      await page.evaluate(SETTLED)
      const path = join(folder, `${route.replace(/^#\/?/, '').replaceAll(/[^\w-]+/g, '-') || 'start'}-${name}.png`)
      await page.screenshot({ path })
      console.log(path)
      await page.close()
    }
    await context.close()
  }
} finally {
  await browser.close()
  await app.close()
}
