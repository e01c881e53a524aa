import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { ask, ownSandbox, sandboxUrl } from '../api.js'
import { duration, timeOfDay } from '../format.js'
import { addShortcuts } from '../keyboard.js'
import { $loading, $requests, $shownSandbox } from '../traffic.js'
import { attempt, copyText, notify } from '../ui.js'
import { Answered } from './answered.js'
import { Checks } from './checks.js'
import { Related } from './related.js'
import { ReplaySection } from './replay-section.js'
import { replaysOf } from './replay.js'
import { Scopes } from './scopes.js'
import { sendAgain } from './send-again.js'
import { Sent } from './sent.js'
import { shortPath } from './status.js'
import { Verdict } from './verdict.js'

/** One request: why it was answered so, and what to change. */
export function RequestDetail ({ id, close }: { id: string, close: () => void }): JSX.Element {
  const row = useStore($requests).find(request => request.id === id)
  const linked = useStore($shownSandbox)
  const isLoading = useStore($loading) !== 'done'
  // Which sandbox it is of, the link says or its row, once that is there.
  const sandbox = row?.sandbox ?? (linked !== '*' ? linked : isLoading ? undefined : ownSandbox)
  const [request, setRequest] = useState<JournalRequest | undefined>(undefined)
  const [problem, setProblem] = useState<string | undefined>(undefined)

  // It may end otherwise than it seemed: then its row changes.
  useEffect(() => {
    let isCurrent = true
    setProblem(undefined)
    if (sandbox === undefined) return
    ask(sandbox, 'GET /requests/:id', { params: { id } }).then(
      answer => { if (isCurrent) setRequest(answer) },
      (error: unknown) => { if (isCurrent) setProblem(error instanceof Error ? error.message : String(error)) }
    )
    return () => { isCurrent = false }
  }, [id, sandbox, row])

  const shown = request?.id === id ? request : undefined
  useEffect(() => {
    if (shown === undefined) return
    return addShortcuts([
      { keys: 'c', help: 'copy the request as curl', run: () => attempt(() => copyCurl(shown)) },
      { keys: 'r', help: 'send the request again', run: () => attempt(() => sendAgain(shown)) }
    ])
  }, [shown])

  return (
    <article class='detail' aria-label={`Request ${id}`}>
      <header>
        <h2>{id}</h2>
        {shown && <span class='path' title={shown.url}><b>{shown.method}</b> {shortPath(shown.url)}</span>}
        <button type='button' class='small' onClick={close} aria-label='Close the request'>✕</button>
      </header>
      {problem !== undefined && <p class='problem'>{problem}</p>}
      {shown && (
        <div class='body'>
          <Verdict request={shown} />
          <Checks request={shown} />
          <Scopes request={shown} />
          <Sent request={shown} />
          <Answered request={shown} />
          <ReplaySection request={shown} />
          <Related request={shown} />
          <p class='foot'>Came at {timeOfDay(shown.time)} and took {duration(shown.duration)}. The sandbox’s clock said {shown.clock}.</p>
        </div>
      )}
    </article>
  )
}

async function copyCurl (request: JournalRequest): Promise<void> {
  const [bash] = replaysOf(request, sandboxUrl(request.sandbox))
  await copyText(bash?.code ?? '')
  notify('Copied as curl')
}
