import type { ShownClock } from '../control/shapes/clock.js'
import type { SeededClock } from '../sandbox/seed-schema.js'
import type { Control } from './control.js'

/** Zoho's time in a sandbox; the times of the log and of the journal stay real. */
export interface MockClock {
  get (): Promise<ShownClock>
  /** `{ mode: 'frozen', at: '2026-01-02T03:04:05Z' }`, `{ mode: 'offset', by: '-5m' }` or `{ mode: 'real' }`. */
  set (clock: SeededClock): Promise<ShownClock>
  /** Moves it on. @param by such as `61m`, or `-5m` to go back */
  advance (by: string): Promise<ShownClock>
}

export function clockOf (control: Control): MockClock {
  return {
    get: () => control.get('/clock'),
    set: clock => control.put('/clock', clock),
    advance: by => control.post('/clock/advance', { by })
  }
}
