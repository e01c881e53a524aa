import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { sandboxUrl } from '../api.js'
import { Code, Section } from '../parts.js'
import { attempt, Copy } from '../ui.js'
import { replaysOf, testOf } from './replay.js'
import { sendAgain } from './send-again.js'

/** The request as a program, and a button that makes it again. */
export function ReplaySection ({ request }: { request: JournalRequest }): JSX.Element {
  const replays = replaysOf(request, sandboxUrl(request.sandbox))
  const [name, choose] = useState<string>('bash')
  const shown = replays.find(replay => replay.name === name) ?? replays[0]
  return (
    <Section title='Replay' aside={<><button type='button' class='small' onClick={() => attempt(() => sendAgain(request))}>Send again</button> <Copy text={testOf(request)} label='Copy as test' title={testOf(request)} /></>}>
      <p>
        {replays.map(({ name: other, label }) => <button key={other} type='button' class='chip' aria-pressed={other === name} onClick={() => choose(other)}>{label}</button>)}
      </p>
      {shown && <Code text={shown.code} label={shown.label} />}
      <p class='hint'>The token is not shown: put one into <code>TOKEN</code>.{request.attachment === undefined && request.parts.some(({ filename }) => filename !== undefined) && ' The file was not kept: as many zero bytes stand for it.'}</p>
    </Section>
  )
}
