function textOf (value) {
  return value === undefined ? '' : value.toFixed(value >= 100 ? 0 : 2)
}

function aimCells (value, { min = -Infinity, max = Infinity } = {}) {
  if (min === -Infinity && max === Infinity) return ['', '']
  return [min > -Infinity ? `>= ${min}` : `<= ${max}`, value >= min && value <= max ? '' : 'missed']
}

/** Prints what was measured. An aim is for the last of a row's values. */
export function printTable ({ title, columns, rows }) {
  const lines = [
    ['', '', ...columns, 'aim', ''],
    ...rows.map(({ what, unit, values, aim }) => [what, unit, ...values.map(textOf), ...aimCells(values.at(-1), aim)])
  ]
  const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)))
  console.log(`\n${title}`)
  for (const line of lines) {
    console.log(line.map((text, column) => column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column])).join('  ').trimEnd())
  }
}
