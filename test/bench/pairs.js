import { load, send } from './load.js'
import { emptied, KiB, upload } from './requests.js'
import { interleave } from './rounds.js'
import { scaled } from './settings.js'
import { mean, median, quantile } from './statistics.js'

const PAIRS = 3
const WINDOWS = 5
/** Uploads to each process before it is measured: the code is compiled then, and the journal, 10,000 requests by default, is full. */
const WARM_UP = scaled(12_000)

/**
 * Measures two servers beside each other: alternating windows in several pairs of fresh processes, since two processes of
 * one program differ by up to 15 %.
 * @param starters start a server each
 * @param measure gets a server, and resolves to a window: how many requests it answered in a second, and the time of each
 * @returns of each pair, the windows of each of the two
 */
export async function measurePairs (starters, measure) {
  const pairs = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const servers = []
    for (const startServer of starters) {
      const server = await startServer()
      await load(server.port, upload(KiB), { connections: 10, count: WARM_UP })
      await send(server.port, emptied)
      servers.push(server)
    }
    pairs.push(await interleave(servers, WINDOWS, measure))
    await Promise.all(servers.map(server => server.stop()))
  }
  return pairs
}

/** The columns of `rateRow` and `p99Row`. */
export function pairColumns (first, second) {
  return [first, second, ...Array.from({ length: PAIRS }, (_, pair) => `pair ${pair + 1}`), 'mean']
}

/** Requests per second: the median of a process's windows. */
export function rateRow (what, pairs, aim) {
  return row(what, '1/s', pairs, windows => median(windows.map(({ rate }) => rate)), aim)
}

/** Milliseconds within which 99 % of all the requests to a process were answered. */
export function p99Row (what, pairs, aim) {
  return row(`${what}: p99`, 'ms', pairs, windows => quantile(windows.flatMap(({ times }) => times), 0.99), aim)
}

function row (what, unit, pairs, valueOf, aim) {
  const values = pairs.map(pair => pair.map(valueOf))
  const ratios = values.map(([first, second]) => second / first)
  return { what, unit, values: [median(values.map(([first]) => first)), median(values.map(([, second]) => second)), ...ratios, mean(ratios)], aim }
}
