import { Type, type Static } from 'typebox'
import { spanOf } from '../../json/duration.js'
import type { Clock } from '../../store/clock.js'

/** A clock as the control API shows it. */
export const ClockStateSchema = Type.Object({
  mode: Type.Enum(['real', 'frozen', 'offset']),
  now: Type.String({ description: 'What it says, in UTC.' }),
  by: Type.Optional(Type.String({ description: 'How far it is from the machine’s.' }))
})

export type ClockState = Static<typeof ClockStateSchema>

export function showClock (clock: Clock): ClockState {
  const setting = clock.setting()
  return { mode: setting.mode, now: new Date(clock.now()).toISOString(), ...setting.mode === 'offset' && { by: spanOf(setting.by) } }
}
