import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { numberOf } from '../../../http/request-id.js'
import { duration, timeOfDay } from '../format.js'
import { go, $route } from '../route.js'
import { $ofSandbox } from '../traffic.js'
import { isRefused, replaceTerm } from './filter.js'
import { binsOf, percentile } from './timeline.js'

const BARS = 120
const HEIGHT = 40
/** In the table that stands for the plot, fewer rows are enough. */
const TABLE_ROWS = 12

/** Requests over time. A part that is drawn over with the pointer becomes the filter. */
export function Plot (): JSX.Element | null {
  const rows = useStore($ofSandbox)
  const bins = useMemo(() => binsOf(rows, BARS), [rows])
  const svg = useRef<SVGSVGElement>(null)
  const [brush, setBrush] = useState<{ from: number, to: number } | undefined>(undefined)
  const most = Math.max(1, ...bins.map(({ answered, refused, faulted }) => answered + refused + faulted))
  const refused = rows.filter(isRefused).length
  const [p50, p95] = useMemo(() => [percentile(rows, 0.5), percentile(rows, 0.95)], [rows])
  const [first, last] = [bins[0], bins.at(-1)]
  if (first === undefined || last === undefined || p50 === undefined || p95 === undefined) return null

  const barAt = (event: PointerEvent): number => {
    const { left, width } = (svg.current as SVGSVGElement).getBoundingClientRect()
    return Math.min(BARS - 1, Math.max(0, Math.floor((event.clientX - left) / width * BARS)))
  }
  const finish = (): void => {
    setBrush(undefined)
    if (brush === undefined) return
    const [from, to] = [bins[Math.min(brush.from, brush.to)], bins[Math.max(brush.from, brush.to)]]
    if (from === undefined || to === undefined) return
    const inside = rows.filter(({ time }) => Date.parse(time) >= from.from && Date.parse(time) < to.to).map(({ id }) => numberOf(id))
    if (inside.length === 0) return
    const range = [inside.reduce((a, b) => Math.min(a, b)), inside.reduce((a, b) => Math.max(a, b))].map(number => number.toString(36)).join('-')
    go({ filter: replaceTerm($route.get().filter ?? '', 'id', range) }, 'replace')
  }

  return (
    <figure class='plot'>
      <svg
        ref={svg} viewBox={`0 0 ${BARS} ${HEIGHT}`} preserveAspectRatio='none' aria-hidden='true'
        onPointerDown={event => { (svg.current as SVGSVGElement).setPointerCapture(event.pointerId); setBrush({ from: barAt(event), to: barAt(event) }) }}
        onPointerMove={event => { if (brush !== undefined) setBrush({ from: brush.from, to: barAt(event) }) }}
        onPointerUp={finish} onPointerCancel={() => setBrush(undefined)}
      >
        {bins.map((bin, index) => {
          const scale = (HEIGHT - 1) / most
          let bottom = HEIGHT
          return (['answered', 'refused', 'faulted'] as const).map(kind => {
            if (bin[kind] === 0) return null
            // One among thousands has to be seen.
            const height = Math.max(1.5, bin[kind] * scale)
            bottom -= height
            return <rect key={`${index}${kind}`} class={kind} x={index + 0.1} width={0.8} y={bottom} height={height} />
          })
        })}
        {brush !== undefined && <rect class='brush' x={Math.min(brush.from, brush.to)} width={Math.abs(brush.to - brush.from) + 1} y={0} height={HEIGHT} />}
      </svg>
      <figcaption>
        <span>{timeOfDay(new Date(first.from).toISOString()).slice(0, 8)}</span>
        <span>{refused === 0 ? '' : <><span class='status refused' aria-hidden='true'>▲</span> {refused.toLocaleString('en')} refused, </>}half within {duration(p50)}, 95 % within {duration(p95)}</span>
        <span>{timeOfDay(new Date(last.to).toISOString()).slice(0, 8)}</span>
      </figcaption>
      <table class='hidden'>
        <caption>Requests over time</caption>
        <thead><tr><th scope='col'>From</th><th scope='col'>Answered</th><th scope='col'>Refused</th><th scope='col'>Faulted</th></tr></thead>
        <tbody>{binsOf(rows, TABLE_ROWS).map(bin => <tr key={bin.from}><th scope='row'>{timeOfDay(new Date(bin.from).toISOString())}</th><td>{bin.answered}</td><td>{bin.refused}</td><td>{bin.faulted}</td></tr>)}</tbody>
      </table>
    </figure>
  )
}
