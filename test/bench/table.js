export function median (values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function targetOf (min, max) {
  if (max < Infinity) return `<= ${max}`
  return min > 0 ? `>= ${min}` : ''
}

/**
 * Prints what was measured. The last of a row's values is what its target is for; the three before the last two are shown
 * without decimals.
 */
export function printTable (sections) {
  const blank = Array(8).fill('')
  const lines = sections.flatMap(({ columns, rows }, index) => [
    ...index > 0 ? [blank] : [],
    ['', '', ...columns, 'target', ''],
    ...rows.map(({ what, unit, values, target: { min = 0, max = Infinity } = {} }) => [
      what, unit,
      ...values.map((value, column) => value?.toFixed(column < 3 ? 0 : 2) ?? ''),
      targetOf(min, max),
      values.at(-1) >= min && values.at(-1) <= max ? '' : 'MISSED'
    ])
  ])
  const widths = blank.map((_, column) => Math.max(...lines.map(line => line[column].length)))
  console.log()
  for (const line of lines) {
    console.log(line.map((text, column) => column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column])).join('  ').trimEnd())
  }
}
