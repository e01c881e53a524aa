import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import type { FaultState } from '../../../control/shapes/sandbox.js'
import { Act, Grid, type Row, Screen, send } from '../controls.js'
import { plural } from '../format.js'
import { $route } from '../route.js'
import { Empty, notify } from '../ui.js'
import { faults } from '../world.js'
import { effectOf, targetOf, timesOf } from './fault-words.js'
import { NewFault } from './new-fault.js'
import { Stubs } from './stubs.js'

const heads = ['Fault', 'Operation', 'What it does', 'Where', 'How often', 'Hits', 'Seen', 'Switch', 'Delete']

/** What fails in the sandbox, and a form for more. */
export function FaultsScreen (): JSX.Element {
  const list = useStore(faults.$value)
  const { id: chosen } = useStore($route)
  return (
    <Screen title='Faults' of={faults} aside={list?.length ? <Act run={clear}>Delete all</Act> : undefined}>
      {chosen !== undefined && list?.every(({ id }) => id !== chosen) && <p class='hint'>{chosen} is not here any more.</p>}
      {list?.length
        ? <Grid label='Faults' heads={heads} rows={list.map(rowOf)} chosen={chosen} />
        : list && <Empty title='Nothing fails'><p>A fault makes requests fail on purpose: once, some times or always.</p></Empty>}
      <NewFault />
      <Stubs />
    </Screen>
  )
}

function rowOf (fault: FaultState): Row {
  const { id, operation, hits, seen, isSpent, enabled } = fault
  return {
    key: id,
    isOver: isSpent || !enabled,
    cells: [
      <span key={id}>{id}{isSpent && <> <span class='badge'>spent</span></>}</span>,
      operation === '*' ? 'all' : operation,
      effectOf(fault),
      targetOf(fault),
      timesOf(fault),
      hits,
      seen,
      <Act key={id} role='switch' aria-checked={enabled} name={`${id} on`} run={() => send('PATCH /faults/:id', { params: { id }, body: { enabled: !enabled } })}>{enabled ? 'on' : 'off'}</Act>,
      <Act key={id} name={`Delete ${id}`} run={() => send('DELETE /faults/:id', { params: { id } })}>Delete</Act>
    ]
  }
}

async function clear (): Promise<void> {
  const { deleted } = await send('DELETE /faults', {})
  notify(`${plural(deleted, 'fault')} deleted`)
}
