import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { catalogueRule } from '../../src/control/shapes/server.js'
import type { JournalRequest } from '../../src/control/shapes/request.js'
import { provoke } from '../../src/inspector/page/rules/provoke.js'
import { ruleNames } from '../../src/zoho/rules.js'
import { openPage, withBrowser } from './browser.js'
import { requests as goodRequests } from './uploads.js'

const rules = ruleNames.map(catalogueRule)

/** Gets every answer that one request can get, and the others by a fault; each is in a sandbox of its own. */
async function provokeAll (url: string): Promise<JournalRequest[]> {
  const found: JournalRequest[] = []
  for (const rule of rules) {
    const sandbox = `${url}/s/${rule.name}`
    const { curl, fault } = provoke(rule, sandbox)
    if (curl !== undefined) {
      await promisify(execFile)('bash', ['-c', curl.replace('curl -i', 'curl -s -i --max-time 20')])
    } else if (fault !== undefined) {
      const [operation = '', answer] = fault.split(':')
      await fetch(`${sandbox}/_mock/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ operation, action: { answer } }) })
      const { url, ...init } = goodRequests[operation as keyof typeof goodRequests]
      await (await fetch(`${sandbox}${url}`, init)).arrayBuffer()
    }
    const { requests } = await (await fetch(`${sandbox}/_mock/requests`)).json() as { requests: JournalRequest[] }
    found.push(...requests.filter(({ answer }) => answer?.rule === rule.name))
  }
  return found
}

t.test('in Chromium', withBrowser, async t => {
  t.test('the page says of each answer of the catalogue why it was given, and of each refusal what to do', async t => {
    let requests: JournalRequest[] = []
    const { page, url } = await openPage(t, { options: { maxSandboxes: 200 }, async before (url) { requests = await provokeAll(url) } })
    t.ok(requests.length >= 70, `${requests.length} of ${rules.length} rules were provoked`)
    for (const { id, answer, advice } of requests) {
      await page.evaluate(`location.hash = '#/requests/${id}'`)
      const detail = page.getByRole('article', { name: `Request ${id}`, exact: true })
      await detail.locator('.explain').waitFor()
      t.equal(await detail.locator('.explain').textContent(), answer?.explain, `${answer?.rule}: ${url}/_mock/#/requests/${id}`)
      t.equal(await detail.locator('.answer a').textContent(), answer?.rule)
      if (answer !== undefined && answer.status >= 400) t.equal(await detail.locator('.advice p').first().textContent(), advice?.text, String(answer.rule))
    }
  })
})
