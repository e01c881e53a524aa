import { Type, type Static } from 'typebox'
import { spanOf } from '../../json/duration.js'
import type { Clock } from '../../store/clock.js'

/** A clock as the control plane shows it. */
export const ShownClockSchema = Type.Object({
  mode: Type.Enum(['real', 'frozen', 'offset']),
  now: Type.String({ description: 'What it says, in UTC.' }),
  by: Type.Optional(Type.String({ description: 'How far it is from the machine’s.' }))
})

export type ShownClock = Static<typeof ShownClockSchema>

export function showClock (clock: Clock): ShownClock {
  const setting = clock.setting()
  return { mode: setting.mode, now: new Date(clock.now()).toISOString(), ...setting.mode === 'offset' && { by: spanOf(setting.by) } }
}
