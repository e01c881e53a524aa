import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { ask, ownSandbox } from './api.js'
import { addShortcuts } from './keyboard.js'
import { go, linkTo, $route } from './route.js'
import { sandboxName, $shownSandbox } from './traffic.js'
import { attempt, notify } from './ui.js'
import { $countsBySandbox, $sandboxes } from './world.js'

/** The names that can be chosen: all, the default one, the named ones. */
function names (): string[] {
  return ownSandbox === '' ? ['*', '', ...$sandboxes.get().map(({ name }) => name).sort()] : [ownSandbox]
}

/** Shows another sandbox. */
function stepSandbox (step: number): void {
  const all = names()
  const at = all.indexOf($shownSandbox.get())
  go({ sandbox: all[(at + step + all.length) % all.length], id: undefined })
}

/** The sandboxes, with how many requests each had, and a mark where some were refused. */
export function SandboxList (): JSX.Element {
  const counts = useStore($countsBySandbox)
  const shown = useStore($shownSandbox)
  const { screen } = useStore($route)
  useStore($sandboxes)
  useEffect(() => addShortcuts([
    { keys: '[', help: 'sandbox before', run: () => stepSandbox(-1) },
    { keys: ']', help: 'next sandbox', run: () => stepSandbox(1) }
  ]), [])
  const total = [...counts.values()].reduce((sum, count) => ({ total: sum.total + count.total, refused: sum.refused + count.refused }), { total: 0, refused: 0 })
  const all = names()
  return (
    <>
      <h2>Sandboxes</h2>
      <ul>
        {all.map(name => {
          const count = name === '*' ? total : counts.get(name)
          return (
            <li key={name}>
              <a href={linkTo({ screen, sandbox: name })} aria-current={name === shown ? 'true' : undefined}>
                <span>{sandboxName(name)}</span>
                {count !== undefined && count.refused > 0 && <span class='status refused' title={`${count.refused} refused`}><span aria-hidden='true'>▲</span><span class='hidden'>{count.refused} refused</span></span>}
                <span class='count'>{(count?.total ?? 0).toLocaleString('en')}</span>
              </a>
              {name !== '*' && name !== '' && ownSandbox === '' && <button type='button' class='small quiet' aria-label={`Forget sandbox ${name}`} title='Forget this sandbox; used again, it starts from the seed' onClick={() => attempt(() => forget(name))}>✕</button>}
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** Deletes a named sandbox, and shows all others in its place. */
export async function forget (name: string): Promise<void> {
  await ask('', 'DELETE /sandboxes/:name', { params: { name } })
  if ($shownSandbox.get() === name) go({ sandbox: undefined, id: undefined }, 'replace')
  notify(`${name} is forgotten`)
}
