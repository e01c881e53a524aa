import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import type { StubState } from '../../../control/shapes/stub.js'
import { ask } from '../api.js'
import { Act, Grid, type Row, send } from '../controls.js'
import { Section } from '../parts.js'
import { resource } from '../resource.js'

const stubs = resource(['stubs'], async sandbox => (await ask(sandbox, 'GET /stubs')).stubs)

const heads = ['Stub', 'Method', 'Path', 'Status', 'How often', 'Hits', 'Delete']

/** The answers to what is not mocked, where there are some. */
export function Stubs (): JSX.Element | null {
  const list = useStore(stubs.$value)
  if (!list?.length) return null
  return <Section level={2} title='Stubs' aside={<Act run={() => send('DELETE /stubs', {})}>Delete all stubs</Act>}><Grid label='Stubs' heads={heads} rows={list.map(rowOf)} chosen={undefined} /></Section>
}

function rowOf ({ id, method, path, status = 200, times = 'always', hits, isSpent }: StubState): Row {
  return {
    key: id,
    isOver: isSpent,
    cells: [
      <span key={id}>{id}{isSpent && <> <span class='badge'>spent</span></>}</span>,
      method,
      path,
      status,
      times,
      hits,
      <Act key={id} name={`Delete ${id}`} run={() => send('DELETE /stubs/:id', { params: { id } })}>Delete</Act>
    ]
  }
}
