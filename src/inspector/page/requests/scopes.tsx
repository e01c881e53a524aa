import type { JSX } from 'preact'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { covers } from '../../../zoho/scopes.js'
import { Section } from '../parts.js'
import { Copy } from '../ui.js'

/** The scopes of the token beside those that were needed. */
export function Scopes ({ request: { scopes } }: { request: JournalRequest }): JSX.Element | null {
  if (scopes === undefined) return null
  const { granted, needed, least } = scopes
  const has = (scope: string): boolean => granted.some(own => covers(own, scope))
  const isNeeded = (scope: string): boolean => needed.flat().some(other => covers(scope, other))
  const isWider = granted.some(own => !least.some(scope => scope.toLowerCase() === own.toLowerCase()))
  return (
    <Section title='Scopes'>
      <div class='columns'>
        <div>
          <h4>The token has</h4>
          <ul class='scopes'>{granted.length === 0 ? <li>none</li> : granted.map(scope => <li key={scope} class={isNeeded(scope) ? 'match' : ''}><code>{scope}</code>{isNeeded(scope) && <> <span aria-hidden='true'>✓</span><span class='hidden'>needed</span></>}</li>)}</ul>
        </div>
        <div>
          <h4>Enough would be</h4>
          {needed.map((alternative, index) => (
            <div key={alternative.join()}>
              {index > 0 && <p class='or'>or</p>}
              <ul class='scopes'>{alternative.map(scope => <li key={scope} class={has(scope) ? 'match' : ''}><code>{scope}</code>{has(scope) && <> <span aria-hidden='true'>✓</span><span class='hidden'>granted</span></>}</li>)}</ul>
            </div>
          ))}
        </div>
      </div>
      {isWider && <p class='hint'>The least that does: <code>{least.join(',')}</code> <Copy text={least.join(',')} /></p>}
    </Section>
  )
}
