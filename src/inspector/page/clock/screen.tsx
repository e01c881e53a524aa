import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Sent } from '../../../control/shapes/routes.js'
import { zoneOf, zohoTime } from '../../../zoho/time.js'
import { Screen, send, Text, useNow, useSubmission } from '../controls.js'
import { Facts } from '../parts.js'
import { attempt } from '../ui.js'
import { clock } from '../world.js'

const modes = { real: 'real, as this machine', frozen: 'frozen', offset: 'offset from this machine by ' } as const
const steps = [['1m', '+1 min'], ['61m', '+61 min (expires tokens)'], ['1d', '+1 day']] as const

/** Puts a button beside a field, below the height of its label. */
const beside = { marginTop: '19px' }

const set = async (body: Sent<'PUT /clock'>['body']): Promise<unknown> => await send('PUT /clock', { body })
const advance = async (by: string): Promise<unknown> => await send('POST /clock/advance', { body: { by } })

/** What time it is in the sandbox, and buttons to change it. */
export function ClockScreen (): JSX.Element {
  const state = useStore(clock.$value)
  const now = useNow()
  const [by, setBy] = useState('2h')
  const [at, setAt] = useState<string | undefined>(undefined)
  const { errorOf, submit } = useSubmission(path => path)
  const local = state && now ? zohoTime(now, zoneOf(state.timeZone)) : ''
  const instant = at ?? local
  const utc = now === undefined ? '' : new Date(now).toISOString()
  const button = (label: string, run: () => Promise<unknown>, isOn?: boolean): JSX.Element => <button key={label} type='button' aria-pressed={isOn} onClick={() => attempt(run)}>{label}</button>
  return (
    <Screen title='Clock' of={clock}>
      {state && <Facts of={[['For the org', <b key='org'>{local.replace('T', ' ')}</b>], ['In UTC', utc.slice(0, 19).replace('T', ' ')], ['Mode', modes[state.mode] + (state.by ?? '')]]} />}
      <div class='row'>
        {button('Real', () => set({ mode: 'real' }), state?.mode === 'real')}
        {button('Freeze now', () => set({ mode: 'frozen', at: utc }), state?.mode === 'frozen')}
        {steps.map(([span, label]) => button(label, () => advance(span)))}
      </div>
      <form class='fields' onSubmit={submit(() => advance(by))}><Text label='Move by' hint='such as 90s or 25h, or -5m to go back' error={errorOf('by')} value={by} set={setBy} size={30} /><button style={beside}>Move</button></form>
      <form class='fields' onSubmit={submit(() => set({ mode: 'frozen', at: instant }))}><Text label='Freeze at' hint='an instant with its offset' error={errorOf('at')} value={instant} set={setAt} size={30} /><button style={beside}>Freeze</button></form>
      <p class='hint'>Tokens, the times of attachments and the end of faults follow this clock.</p>
    </Screen>
  )
}
