import type { JSX } from 'preact'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { bytes } from '../format.js'
import { linkTo } from '../route.js'
import { Section } from '../parts.js'
import { BodyText, HeaderTable } from './message.js'

/** The answer as it went out. */
export function Answered ({ request: { answer, fault, stub, outcome } }: { request: JournalRequest }): JSX.Element {
  return (
    <Section title='Answer'>
      {answer === undefined ? <p>None: {outcome}.</p> : <p><b>{answer.status}</b>{answer.retryAfter !== undefined && `, to be tried again after ${answer.retryAfter} s`}</p>}
      {fault && <p>Fault <a href={linkTo({ screen: 'faults', id: fault.id })}>{fault.id}</a>: {fault.action}{fault.bytes !== undefined && `, after ${bytes(fault.bytes)}`}</p>}
      {stub !== undefined && <p>Stub <a href={linkTo({ screen: 'faults' })}>{stub}</a></p>}
      {answer && <HeaderTable headers={answer.headers} />}
      {answer?.body && <BodyText body={answer.body} label='Body of the answer' />}
    </Section>
  )
}
