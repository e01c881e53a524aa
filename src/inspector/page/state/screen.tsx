import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Sent } from '../../../control/shapes/routes.js'
import { ask, open, ownSandbox } from '../api.js'
import { plural, toggled } from '../format.js'
import { Facts, Field, Section } from '../parts.js'
import { resource } from '../resource.js'
import { linkTo } from '../route.js'
import { forget } from '../sandboxes.js'
import { saveFile } from '../save.js'
import { $oneSandbox, $requests, sandboxName } from '../traffic.js'
import { attempt, notify } from '../ui.js'

type Part = NonNullable<NonNullable<Sent<'POST /reset'>['body']>['only']>[number]

/** What can be reset by itself. The compiler asks for a line for each new part. */
const parts: Readonly<Record<Part, string>> = {
  attachments: 'Files and links',
  files: 'Files of no record',
  tokens: 'Tokens and codes',
  users: 'Users, org and clients',
  records: 'Records and modules',
  faults: 'Faults and their counts',
  stubs: 'Stubs and their counts',
  clock: 'The clock',
  ids: 'The ids that come next',
  journal: 'The requests'
}

const counts = resource(['attachments', 'tokens', 'users'], async sandbox => {
  const [{ attachments }, { tokens }, { users }] = await Promise.all([ask(sandbox, 'GET /attachments'), ask(sandbox, 'GET /tokens'), ask(sandbox, 'GET /users')])
  return { attachments: attachments.length, tokens: tokens.length, users: users.length }
})

/** The state of a sandbox: what is in it, saved as a file, loaded from one, and reset. */
export function StateScreen (): JSX.Element {
  const sandbox = useStore($oneSandbox)
  const known = useStore(counts.$value)
  const requests = useStore($requests).filter(row => row.sandbox === sandbox).length
  const link = (screen: 'attachments' | 'tokens' | 'requests', count: number | undefined): JSX.Element => <a href={linkTo({ screen, sandbox })}>{count?.toLocaleString('en') ?? '–'}</a>
  return (
    <main class='screen'>
      <h1>State</h1>
      <p>The sandbox <b>{sandboxName(sandbox)}</b> holds:</p>
      <Facts of={[
        ['Attachments', link('attachments', known?.attachments)],
        ['Tokens', link('tokens', known?.tokens)],
        ['Users', known?.users.toLocaleString('en') ?? '–'],
        ['Requests', link('requests', requests)]
      ]}
      />
      <Files key={sandbox} sandbox={sandbox} />
      <Reset sandbox={sandbox} />
      {sandbox !== '' && ownSandbox === '' && (
        <Section level={2} title='Forget this sandbox'>
          <p>Used again, it starts from the seed.</p>
          <button type='button' onClick={() => attempt(() => forget(sandbox))}>Forget {sandbox}</button>
        </Section>)}
    </main>
  )
}

/** Saves the state as a file, and loads one. */
function Files ({ sandbox }: { sandbox: string }): JSX.Element {
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const save = async (): Promise<void> => {
    const state = await (await open(sandbox, 'GET /state')).blob()
    saveFile(`state-${sandboxName(sandbox)}.json`, state, 'application/json')
  }
  const load = (file: File | undefined): void => {
    if (file === undefined) return
    setProblem(undefined)
    open(sandbox, 'PUT /state', { body: file }).then(
      async reply => {
        const { attachments, tokens, users } = await reply.json() as { attachments: number, tokens: number, users: number }
        notify(`Loaded: ${plural(attachments, 'attachment')}, ${plural(tokens, 'access token')}, ${plural(users, 'user')}`)
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error))
    )
  }
  return (
    <>
      <Section level={2} title='Save'>
        <p>The whole sandbox in the format of seeds, the bytes of its files included; not its requests. It can be a seed: <code>--seed FILE</code>.</p>
        <button type='button' onClick={() => attempt(save)}>Save the state</button>
      </Section>
      <Section level={2} title='Load'>
        <div onDragOver={event => event.preventDefault()} onDrop={event => { event.preventDefault(); load(event.dataTransfer?.files[0]) }}>
          <Field label='A saved state, or a seed that names no files' hint='It takes the place of all that the sandbox holds, but for its requests. Choose a file, or drop one here.' error={problem}>
            <input type='file' accept='.json,application/json' onChange={({ currentTarget }) => { load(currentTarget.files?.[0]); currentTarget.value = '' }} />
          </Field>
        </div>
      </Section>
    </>
  )
}

/** Sets parts of the sandbox back to the seed, or all of it. */
function Reset ({ sandbox }: { sandbox: string }): JSX.Element {
  const [chosen, setChosen] = useState<readonly Part[]>([])
  const dialog = useRef<HTMLDialogElement>(null)
  const reset = async (only?: Part[]): Promise<void> => {
    dialog.current?.close()
    const { reset: done } = await ask(sandbox, 'POST /reset', { body: only === undefined ? {} : { only } })
    setChosen([])
    notify(only === undefined ? 'The sandbox is as the seed says' : `Back to the seed: ${done.join(', ')}`)
  }
  return (
    <Section level={2} title='Back to the seed'>
      <div class='columns' role='group' aria-label='Parts'>
        {(Object.entries(parts) as Array<[Part, string]>).map(([part, label]) => <label key={part}><input type='checkbox' checked={chosen.includes(part)} onChange={() => setChosen(toggled(chosen, part))} /> {label}</label>)}
      </div>
      <div class='row'>
        <button type='button' disabled={chosen.length === 0} onClick={() => attempt(() => reset([...chosen]))}>Reset the chosen parts</button>
        <button type='button' onClick={() => dialog.current?.showModal()}>Reset everything…</button>
      </div>
      <dialog ref={dialog} aria-labelledby='reset-title' onClick={event => { if (event.target === event.currentTarget) event.currentTarget.close() }}>
        <header><h2 id='reset-title'>Reset everything?</h2></header>
        <p>All that is in the sandbox {sandboxName(sandbox)} goes: attachments, tokens, faults, requests. It will be as the seed says.</p>
        <p class='row'>
          <button type='button' class='main' onClick={() => attempt(() => reset())}>Reset everything</button>
          <button type='button' onClick={() => dialog.current?.close()}>Cancel</button>
        </p>
      </dialog>
    </Section>
  )
}
