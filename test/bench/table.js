export function median (values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function targetOf (min, max) {
  if (max < Infinity) return `<= ${max}`
  return min > 0 ? `>= ${min}` : ''
}

/** Prints what was measured; a target counts for the pairs, which leave out what slowed a whole round down. */
export function printTable (rows) {
  const lines = [
    ['', '', 'bare', 'double', 'of medians', 'of pairs', 'target', ''],
    ...rows.map(({ what, unit, bare, double, ofMedians, ofPairs, target: { min = 0, max = Infinity } }) => [
      what, unit, bare.toFixed(0), double.toFixed(0), ofMedians.toFixed(2), ofPairs.toFixed(2),
      targetOf(min, max),
      ofPairs >= min && ofPairs <= max ? '' : 'MISSED'
    ])
  ]
  const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)))
  console.log()
  for (const line of lines) {
    console.log(line.map((text, column) => column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column])).join('  ').trimEnd())
  }
}
