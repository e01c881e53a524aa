import { delimiter } from 'node:path'

const { BENCH_NODES, BENCH_SCALE = '1' } = process.env

/** The Nodes that servers run on, one after another. */
export const nodes = BENCH_NODES?.split(delimiter) ?? [process.execPath]

/** How long each measurement takes, to how long it takes by default. */
export const scale = Number(BENCH_SCALE)
if (!(scale > 0)) throw new Error(`expected a number above 0 in BENCH_SCALE, got ${BENCH_SCALE}`)

/** So many rounds, requests or files, or as many as the scale leaves of them. */
export function scaled (count) {
  return Math.max(1, Math.round(count * scale))
}
