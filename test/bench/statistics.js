export function mean (values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median (values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The smallest of the values that so large a share of them does not exceed. */
export function quantile (values, share) {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]
}

/** What one measured beside what another did in the same rounds; the pairs leave out what slowed a whole round down. */
export function compare (values, reference) {
  return {
    ofMedians: median(values) / median(reference),
    ofPairs: median(values.map((value, round) => value / reference[round]))
  }
}
