import type { JSX } from 'preact'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { Section } from '../parts.js'
import { ladderOf } from './ladder.js'

const signs = { passed: '✓', refused: '✗', 'not reached': '·' } as const

/** The checks of a request in their order: passed, refused, not reached. */
export function Checks ({ request }: { request: JournalRequest }): JSX.Element | null {
  const rungs = ladderOf(request)
  if (rungs.length === 0) return null
  return (
    <Section title='Checks'>
      <ol class='ladder'>
        {rungs.map(({ name, label, outcome, found }) => (
          <li key={name} class={outcome.replace(' ', '-')}>
            <span aria-hidden='true'>{signs[outcome]}</span>
            <span><span class='hidden'>{outcome}: </span>{label}{found !== undefined && <small>{found}</small>}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
