import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import type { JournalRequest } from '../../../control/shapes/request.js'
import type { CatalogueRule } from '../../../control/shapes/server.js'
import { $about, $catalogue } from '../about.js'
import { ask } from '../api.js'
import { linkTo } from '../route.js'
import { attempt, Copy, notify } from '../ui.js'
import { Status } from './status.js'
import { useState } from 'preact/hooks'

/** What was answered and why, and what to do about it. */
export function Verdict ({ request }: { request: JournalRequest }): JSX.Element {
  const { answer, outcome, fault, advice } = request
  const catalogue = useStore($catalogue)
  const rule = catalogue.get(answer?.rule ?? '')
  return (
    <section class='verdict'>
      <p class='answer'>
        <Status of={{ status: answer?.status, rule: answer?.rule, outcome, fault: fault?.id }} />
        {answer?.code !== undefined && <code>{answer.code}</code>}
        {answer?.rule !== undefined && <a href={linkTo({ screen: 'rules', id: answer.rule })}>{answer.rule}</a>}
      </p>
      <p class='explain'>{answer?.explain ?? sentenceFor(request)}</p>
      {advice && (
        <div class='advice'>
          <h3>Do this</h3>
          <p>{advice.text}</p>
          {advice.mint && <Mint scopes={advice.mint.scopes} sandbox={request.sandbox} />}
          {advice.create && <Create {...advice.create} sandbox={request.sandbox} />}
        </div>
      )}
      {answer?.evidence !== undefined && rule && <Evidence rule={rule} evidence={answer.evidence} />}
    </section>
  )
}

function sentenceFor ({ outcome, fault, answer }: JournalRequest): string {
  if (outcome === 'aborted') return 'The client went away before it had its answer.'
  if (outcome === 'broken') return `The fault ${fault?.id ?? ''} broke the connection.`
  if (fault !== undefined) return `The fault ${fault.id} acted: ${fault.action}.`
  return answer === undefined ? 'There was no answer.' : 'Every check passed.'
}

/** How the answer is known, and what the other kind of answers would be. */
function Evidence ({ rule, evidence }: { rule: CatalogueRule, evidence: string }): JSX.Element {
  const isObserved = useStore($about)?.answers === 'observed'
  const given = isObserved ? rule.observed ?? rule.documented : rule.documented
  const other = isObserved ? rule.observed && rule.documented : rule.observed
  return (
    <p class='evidence'>
      <span class={`badge ${evidence}`}>{evidence}</span> {given.source}.
      {other && <> With <code>--answers {isObserved ? 'documented' : 'observed'}</code> it would be {other.status}{other.code !== undefined && <> <code>{other.code}</code></>}{other.message !== undefined && <>: “{other.message}”</>}.</>}
    </p>
  )
}

/** Makes the record that was missing. */
function Create ({ module, id, sandbox }: { module: string, id: string, sandbox: string }): JSX.Element {
  const create = async (): Promise<void> => {
    await ask(sandbox, 'POST /records', { body: { module, id } })
    notify(`${module} ${id} exists now`)
  }
  return <button type='button' onClick={() => attempt(create)}>Create {module} {id}</button>
}

/** Makes a token that would do. */
function Mint ({ scopes, sandbox }: { scopes: readonly string[], sandbox: string }): JSX.Element {
  const [token, setToken] = useState<string | undefined>(undefined)
  const mint = async (): Promise<void> => {
    const made = await ask(sandbox, 'POST /tokens', { body: { scopes: [...scopes] } })
    setToken(made.token)
    notify('A token with these scopes was minted')
  }
  return (
    <>
      <ul class='scopes'>{scopes.map(scope => <li key={scope}><code>{scope}</code></li>)}</ul>
      <button type='button' onClick={() => attempt(mint)}>Mint this token</button>
      {token !== undefined && <> <code>{token}</code> <Copy text={token} /></>}
    </>
  )
}
