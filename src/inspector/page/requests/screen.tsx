import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { toggleTerm, termsOf } from './filter.js'
import { focusCursor, moveCursor, openCursor, RequestTable } from './table.js'
import { ask } from '../api.js'
import { plural } from '../format.js'
import { addShortcuts } from '../keyboard.js'
import { lazy, loadLater } from '../lazy.js'
import { go, $route } from '../route.js'
import { $dropped, $loading, $matching, $ofSandbox, $oneSandbox, $shownSandbox } from '../traffic.js'
import { announce, attempt, Empty, notify } from '../ui.js'

const chips = [
  { term: 'is:refused', label: 'Refused', sign: '▲' },
  { term: 'is:faulted', label: 'Faulted', sign: '◆' },
  { term: 'is:ignored', label: 'Ignored', sign: '⊘' }
] as const

const RequestDetail = lazy(later => later.RequestDetail)
const Plot = lazy(later => later.Plot)
const NoRequests = lazy(later => later.NoRequests)

function exportAs (format: 'json' | 'har'): void {
  attempt(async () => await (await loadLater()).exportRequests(format))
}

/** The requests, and one of them beside the list. */
export function RequestsScreen (): JSX.Element {
  const { id, filter = '' } = useStore($route)
  const field = useRef<HTMLInputElement>(null)
  const rows = useStore($matching)
  const total = useStore($ofSandbox).length
  const isLoaded = useStore($loading) === 'done'
  const dropped = useStore($dropped)

  useEffect(() => addShortcuts([
    { keys: '/', help: 'filter', run: () => field.current?.focus() },
    { keys: 'j', help: 'next request', run: () => moveCursor(1) },
    { keys: 'k', help: 'request before', run: () => moveCursor(-1) },
    { keys: 'ArrowDown', help: 'next request', run: () => moveCursor(1) },
    { keys: 'ArrowUp', help: 'request before', run: () => moveCursor(-1) },
    { keys: 'Enter', help: 'open the request', run: openCursor },
    { keys: 'Escape', help: 'back to the list', run: close }
  ]), [])

  useEffect(() => announce(`${plural(rows.length, 'request')} shown`), [rows.length])

  if (total === 0 && isLoaded && id === undefined) return <main class='screen'><NoRequests /></main>
  return (
    <main class={`requests-screen ${id === undefined ? '' : 'with-detail'}`}>
      <h1 class='hidden'>Requests</h1>
      <div class='list'>
        <div class='toolbar' role='search'>
          <input
            ref={field} type='search' value={filter} placeholder='Filter: status:4xx op:upload rule:auth. -op:token' aria-label='Filter requests' spellcheck={false} autocomplete='off'
            onInput={event => go({ filter: event.currentTarget.value }, 'replace')}
            onKeyDown={event => { if (event.key === 'Escape') { event.stopPropagation(); field.current?.blur(); focusCursor() } }}
          />
          {chips.map(({ term, label, sign }) => (
            <button key={term} type='button' class='chip' aria-pressed={termsOf(filter).some(({ text }) => text === term)} onClick={() => go({ filter: toggleTerm(filter, term) }, 'replace')}>
              <span aria-hidden='true'>{sign}</span> {label}
            </button>
          ))}
          <span class='count'>{rows.length === total ? plural(total, 'request') : `${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')}`}</span>
          <span class='actions'>
            <button type='button' class='small' onClick={() => exportAs('json')}>JSON</button>
            <button type='button' class='small' onClick={() => exportAs('har')}>HAR</button>
            <button type='button' class='small' onClick={() => attempt(clear)}>Clear</button>
          </span>
        </div>
        <Plot />
        {rows.length === 0 && total > 0
          ? <Empty title={`0 of ${total.toLocaleString('en')} match`}><button type='button' onClick={() => go({ filter: '' }, 'replace')}>Clear the filter</button></Empty>
          : <RequestTable />}
        {dropped > 0 && isLoaded && <p class='foot'>{plural(dropped, 'older request')} had to make room (--journal-size).</p>}
      </div>
      {id !== undefined && <RequestDetail id={id} close={close} />}
    </main>
  )
}

function close (): void {
  if ($route.get().id === undefined) return
  go({ id: undefined })
  requestAnimationFrame(focusCursor)
}

async function clear (): Promise<void> {
  const sandboxes = $shownSandbox.get() === '*' ? [...new Set([$oneSandbox.get(), ...$ofSandbox.get().map(({ sandbox }) => sandbox)])] : [$oneSandbox.get()]
  const counts = await Promise.all(sandboxes.map(async sandbox => (await ask(sandbox, 'DELETE /requests')).deleted))
  go({ id: undefined, filter: '' }, 'replace')
  notify(`${plural(counts.reduce((sum, count) => sum + count, 0), 'request')} cleared`)
}
