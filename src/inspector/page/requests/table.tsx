import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { atom } from 'nanostores'
import type { Summary } from '../../../control/shapes/summary.js'
import { numberOf } from '../../../http/request-id.js'
import { bytes, duration, timeOfDay } from '../format.js'
import { go, linkTo, $route } from '../route.js'
import { $matching, $ofSandbox, $shownSandbox } from '../traffic.js'
import { retriesIn } from './retries.js'
import { kindOf, Marks, shortPath, Status } from './status.js'

/** The height of a row in pixels, as the stylesheet has it. */
const ROW = 28
/** Rows above and below those that can be seen. */
const SPARE = 12
/** With more rows than this, only those that can be seen are in the page. */
const WINDOWED = 500

/** The row that the keyboard is at. */
const $cursor = atom<string | undefined>(undefined)

/** Moves the keyboard to another row. @param step rows down, or up if negative */
export function moveCursor (step: number): void {
  const rows = $matching.get()
  const at = rows.findIndex(({ id }) => id === ($route.get().id ?? $cursor.get()))
  const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]
  if (next === undefined) return
  $cursor.set(next.id)
  if ($route.get().id !== undefined) go({ id: next.id }, 'replace')
  wantsFocus = true
}

let wantsFocus = false

/** Brings the keyboard back to the list. */
export function focusCursor (): void {
  wantsFocus = true
  const id = $cursor.get()
  document.querySelector<HTMLElement>(id === undefined ? '.requests tbody tr[tabindex="0"]' : `.requests tr[data-id="${CSS.escape(id)}"]`)?.focus()
}

/** Opens the request that the keyboard is at. */
export function openCursor (): void {
  const id = $cursor.get() ?? $matching.get()[0]?.id
  if (id !== undefined) go({ id })
}

/** The list of requests, newest first. It follows until one scrolls down. */
export function RequestTable (): JSX.Element {
  const rows = useStore($matching)
  const all = useStore($ofSandbox)
  const retries = useMemo(() => retriesIn(all), [all])
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 800 })
  // The newest row when one scrolled away from the top, and the first that can be seen since.
  const left = useRef<{ newest: string, first: string, index: number } | undefined>(undefined)
  const isAll = useStore($shownSandbox) === '*'

  useLayoutEffect(() => {
    const element = scroller.current as HTMLDivElement
    const observer = new ResizeObserver(() => setView(({ top }) => ({ top, height: element.clientHeight })))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // What is being read stays where it is while rows are added above it.
  useLayoutEffect(() => {
    const element = scroller.current as HTMLDivElement
    const place = left.current
    if (place === undefined) return
    const index = rows.findIndex(({ id }) => id === place.first)
    if (index !== -1 && index !== place.index) {
      element.scrollTop += (index - place.index) * ROW
      place.index = index
    }
  }, [rows])

  const { id: selected, filter } = useStore($route)
  const cursor = useStore($cursor)
  const current = selected ?? cursor
  const at = rows.findIndex(({ id }) => id === current)

  // A request that is opened by a link may be far down.
  useLayoutEffect(() => { wantsFocus ||= selected !== undefined }, [selected, at === -1])

  useLayoutEffect(() => {
    if (at === -1 || !wantsFocus) return
    const element = scroller.current as HTMLDivElement
    const head = element.querySelector('thead')?.offsetHeight ?? 0
    if (at * ROW < element.scrollTop) element.scrollTop = at * ROW
    else if ((at + 1) * ROW + head > element.scrollTop + element.clientHeight) element.scrollTop = (at + 1) * ROW + head - element.clientHeight
    const row = element.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(current ?? '')}"]`)
    if (row === null) return
    wantsFocus = false
    row.focus({ preventScroll: true })
  })

  function onScroll (): void {
    const { scrollTop: top, clientHeight: height } = scroller.current as HTMLDivElement
    const index = Math.floor(top / ROW)
    const first = rows[index]?.id
    const newest = rows[0]?.id
    left.current = top < ROW || first === undefined || newest === undefined ? undefined : { newest: left.current?.newest ?? newest, first, index }
    setView({ top, height })
  }

  const isWindowed = rows.length > WINDOWED
  const from = isWindowed ? Math.max(0, Math.floor(view.top / ROW) - SPARE) : 0
  const to = isWindowed ? Math.min(rows.length, Math.ceil((view.top + view.height) / ROW) + SPARE) : rows.length
  const added = left.current === undefined ? 0 : countNewer(rows, left.current.newest)
  const focusable = at === -1 ? rows[0]?.id : current

  return (
    <div class='scroller requests' ref={scroller} onScroll={onScroll}>
      {added > 0 && <button type='button' class='newer main' onClick={() => { (scroller.current as HTMLDivElement).scrollTop = 0 }}>↑ {added} new</button>}
      <table aria-rowcount={rows.length + 1}>
        <caption class='hidden'>Requests, newest first</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope='col' class='time'>Time</th>
            {isAll && <th scope='col' class='sandbox'>Sandbox</th>}
            <th scope='col' class='operation'>Operation</th>
            <th scope='col' class='path'>Request</th>
            <th scope='col' class='file'>File</th>
            <th scope='col' class='outcome'>Status</th>
            <th scope='col' class='rule'>Rule</th>
            <th scope='col' class='ms'>Took</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden='true' class='spacer' style={{ height: `${from * ROW}px` }} />}
          {rows.slice(from, to).map((row, index) => (
            <Row key={row.id} row={row} index={from + index} isAll={isAll} isOpen={row.id === selected} isFocusable={row.id === focusable} filter={filter} retryOf={retries.get(row.id)} />
          ))}
          {to < rows.length && <tr aria-hidden='true' class='spacer' style={{ height: `${(rows.length - to) * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  )
}

function countNewer (rows: readonly Summary[], newest: string): number {
  const number = numberOf(newest)
  const index = rows.findIndex(({ id }) => numberOf(id) <= number)
  return index === -1 ? rows.length : index
}

interface RowProps {
  readonly row: Summary
  readonly index: number
  readonly isAll: boolean
  readonly isOpen: boolean
  readonly isFocusable: boolean
  readonly filter: string | undefined
  readonly retryOf: string | undefined
}

function Row ({ row, index, isAll, isOpen, isFocusable, filter, retryOf }: RowProps): JSX.Element {
  const { id, time, sandbox, operation, method, url, file, link, rule, duration: taken } = row
  const path = shortPath(url)
  return (
    <tr
      data-id={id} class={`${kindOf(row)}${index % 2 === 1 ? ' odd' : ''}`} aria-rowindex={index + 2} aria-current={isOpen ? 'true' : undefined}
      tabIndex={isFocusable ? 0 : -1} onClick={() => { $cursor.set(id); go({ id }) }} onFocus={() => { $cursor.set(id) }}
    >
      <td class='time'>{timeOfDay(time).slice(0, 8)}<small>{timeOfDay(time).slice(8)}</small></td>
      {isAll && <td class='sandbox'>{sandbox === '' ? 'default' : sandbox}</td>}
      <td class='operation'>{operation ?? '–'}</td>
      <td class='path' title={`${method} ${url}`}><a href={linkTo({ screen: 'requests', id, filter })} tabIndex={-1} onClick={event => event.preventDefault()}><b>{method}</b> {path}</a></td>
      <td class='file' title={file?.name}>{file === undefined ? link === true ? <i>link</i> : '' : <><span>{file.name}</span> <small>{bytes(file.size)}</small></>}</td>
      <td class='outcome'><Status of={row} /> <Marks of={row} retryOf={retryOf} /></td>
      <td class='rule' title={rule}>{rule}</td>
      <td class='ms'>{duration(taken)}</td>
    </tr>
  )
}
