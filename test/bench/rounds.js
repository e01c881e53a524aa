import { median } from './table.js'

/** Measures each in turn, again and again, so that whatever else the machine does hits all alike. */
export async function interleave (names, rounds, measure) {
  const results = Object.fromEntries(names.map(name => [name, []]))
  // The first is the warm-up: caches of the file system and of compiled code, and the engine's own.
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await measure(name)
      if (round > 0) results[name].push(result)
    }
  }
  return results
}

/** What one measured beside what another did in the same rounds; the pairs leave out what slowed a whole round down. */
export function compare (values, reference) {
  return {
    ofMedians: median(values) / median(reference),
    ofPairs: median(values.map((value, round) => value / reference[round]))
  }
}
