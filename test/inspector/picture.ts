/**
 * Takes README's picture of the page: a refusal, among the sample of traffic.
 *
 *     npm --prefix test run picture
 */
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { buildServer } from '../../src/server.js'
import { launch } from '../helpers/browser.js'
import { sendTraffic } from './traffic.js'

const FILE = fileURLToPath(new URL('../../fixtures/inspector.png', import.meta.url))

const app = buildServer()
const browser = await launch()
try {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  await sendTraffic(`${url}/s/worker-1`)
  await sendTraffic(url)
  const { requests } = await (await fetch(`${url}/_mock/requests?rule=auth.scope-missing`)).json() as { requests: Array<{ id: string }> }
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await page.goto(`${url}/_mock/#/requests/${requests.at(-1)?.id}`)
  await page.getByText('Mint this token').waitFor()
  await page.getByText('worker-1').first().waitFor()
  await page.screenshot({ path: FILE })
} finally {
  await browser.close()
  await app.close()
}
