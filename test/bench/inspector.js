import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { load, send } from './load.js'
import { measurePairs, pairColumns, rateRow } from './pairs.js'
import { KiB, upload } from './requests.js'
import { interleave } from './rounds.js'
import { scaled } from './settings.js'
import { double, start } from './servers.js'
import { median } from './statistics.js'
import { uploading } from './uploads.js'

const ENTRIES = 10_000
const ROUNDS = scaled(10)

/** What a page of the inspector costs uploads while it is open, and how long people wait for it with a full journal. */
export async function measureInspector (node) {
  return { title: 'The inspector', columns: pairColumns('closed', 'open'), rows: [await uploadsBesideAPage(node), ...await inChromium(node)] }
}

/** Uploads to a server whose events somebody reads, to those of one that nobody looks at. */
async function uploadsBesideAPage (node) {
  const watched = async () => {
    const server = await start(node, double)
    const { body } = await fetch(`http://127.0.0.1:${server.port}/_mock/events?sandbox=*`)
    // Ends with the server.
    body.pipeTo(new WritableStream()).catch(() => {})
    return server
  }
  const pairs = await measurePairs([() => start(node, double), watched], uploading('1 KiB'))
  return rateRow('upload of 1 KiB beside a page', pairs, { min: 0.95 })
}

/** What is seen in a real browser. It shares a core with this process, and the server has the other. */
async function inChromium (node) {
  const { chromium } = createRequire(new URL('../package.json', import.meta.url))('playwright-core')
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  const server = await start(node, [...double, '--journal-size', String(ENTRIES)])
  const empty = await start(node, double)
  const plain = createServer((_, response) => { response.setHeader('content-type', 'text/html').end('<!doctype html><title>-</title><h1>A heading</h1>') }).listen(0, '127.0.0.1')
  await once(plain, 'listening')
  try {
    await load(server.port, upload(KiB), { connections: 10, count: scaled(ENTRIES) })
    const url = `http://127.0.0.1:${server.port}/_mock/`
    const paints = await interleave([`http://127.0.0.1:${plain.address().port}/`, `http://127.0.0.1:${empty.port}/_mock/`, url], ROUNDS, address => firstPaint(browser, address))
    const page = await openPage(browser)
    await page.goto(url)
    await page.getByText(`${scaled(ENTRIES).toLocaleString('en')} requests`, { exact: true }).waitFor()
    const times = { appear: [], scroll: [], filter: [] }
    for (let round = 0; round < ROUNDS; round++) {
      const measured = await page.evaluate(INTERACT)
      times.scroll.push(measured.scroll)
      times.filter.push(measured.filter)
      const appeared = page.evaluate(APPEAR)
      await send(server.port, upload(KiB))
      times.appear.push(await appeared)
    }
    const row = (what, values, max) => ({ what, unit: 'ms', values: [undefined, undefined, undefined, undefined, undefined, median(values)], ...max !== undefined && { aim: { max } } })
    return [
      row('first paint of a page with nothing but a heading', paints[0]),
      row('first paint without requests', paints[1]),
      row(`first paint with ${ENTRIES} requests`, paints[2], 150),
      row('an upload, until it is on the page', times.appear, 500),
      row('scrolling to elsewhere among them', times.scroll, 100),
      row('filtering them', times.filter, 100)
    ]
  } finally {
    plain.close()
    await browser.close()
    await Promise.all([server.stop(), empty.stop()])
  }
}

function openPage (browser) {
  return browser.newPage({ viewport: { width: 1280, height: 800 } })
}

/** In a page of its own, which has nothing in its cache. */
async function firstPaint (browser, url) {
  const page = await openPage(browser)
  try {
    await page.goto(url)
    return await page.evaluate(FIRST_PAINT)
  } finally {
    await page.close()
  }
}

const FIRST_PAINT = `new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({ type: 'paint', buffered: true })
})`

/** Until the next frame has been drawn. */
const INTERACT = `(async () => {
  const time = async action => {
    const started = performance.now()
    action()
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - started
  }
  const scroller = document.querySelector('.scroller')
  const field = document.querySelector('input[type=search]')
  const enter = value => {
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const scroll = await time(() => { scroller.scrollTop = scroller.scrollHeight / 2 })
  const filter = await time(() => enter('status:200 -op:list bench'))
  enter('')
  scroller.scrollTop = 0
  await time(() => {})
  return { scroll, filter }
})()`

/** Until a row is there that was not. */
const APPEAR = `new Promise(resolve => {
  const started = performance.now()
  const first = document.querySelector('.requests tbody tr').dataset.id
  new MutationObserver((_, observer) => {
    if (document.querySelector('.requests tbody tr').dataset.id === first) return
    observer.disconnect()
    resolve(performance.now() - started)
  }).observe(document.querySelector('.requests tbody'), { childList: true })
})`
