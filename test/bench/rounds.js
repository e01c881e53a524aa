/**
 * Measures each in turn, again and again, so that whatever else the machine does hits all alike.
 * @returns the results of each
 */
export async function interleave (subjects, rounds, measure) {
  const results = subjects.map(() => [])
  // The first is the warm-up: caches of the file system and of compiled code, and the engine's own.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const result = await measure(subject)
      if (round > 0) results[index].push(result)
    }
  }
  return results
}
