import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import type { AuditReport } from '../../../control/shapes/server.js'
import { Section } from '../parts.js'
import { linkTo } from '../route.js'
import { $oneSandbox, sandboxName } from '../traffic.js'
import { Copy, Empty } from '../ui.js'
import { $audit } from '../world.js'
import { compareScopes, findingsByKind, kinds, sentence } from './findings.js'

/** How many requests of a finding are linked to. */
const MOST_LINKS = 20

/** What the client did wrong without being refused, and the scopes that its tokens need. */
export function AuditScreen (): JSX.Element {
  const report = useStore($audit)
  const sandbox = useStore($oneSandbox)
  return (
    <main class='screen'>
      <h1>Audit</h1>
      <p>What a client did that Zoho does not refuse, and that goes wrong in production. From the journal of the sandbox <b>{sandboxName(sandbox)}</b>.</p>
      {report?.findings.length === 0 && <NothingFound />}
      {report !== undefined && <Findings findings={report.findings} />}
      {report !== undefined && report.scopes.length > 0 && <Scopes scopes={report.scopes} />}
    </main>
  )
}

function Findings ({ findings }: { findings: AuditReport['findings'] }): JSX.Element {
  return (
    <>
      {findingsByKind(findings).map(({ kind, title, findings }) => (
        <Section level={2} key={kind} title={title} aside={<small>{kind}</small>}>
          <ul class='links'>
            {findings.map(({ explain, requests }, index) => (
              <li key={index}>
                {sentence(explain)}{' '}
                {requests.slice(0, MOST_LINKS).map(id => <a key={id} href={linkTo({ screen: 'requests', id })}>{id}</a>)}
                {requests.length > MOST_LINKS && `and ${requests.length - MOST_LINKS} more`}
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  )
}

function NothingFound (): JSX.Element {
  return (
    <Empty title='Nothing found'>
      <p>This is looked for:</p>
      <dl>{Object.entries(kinds).map(([kind, [title, what]]) => <div key={kind}><dt style={{ minWidth: '170px' }}>{title}</dt><dd>{what}</dd></div>)}</dl>
      <p class='hint'>In CI, <code>run --audit error -- COMMAND</code> fails where something is found.</p>
    </Empty>
  )
}

/** The scopes of each token that was used, beside the least that would have done. */
function Scopes ({ scopes }: { scopes: AuditReport['scopes'] }): JSX.Element {
  return (
    <Section level={2} title='The least scopes for each token'>
      <div class='wide' tabIndex={0} role='region' aria-label='Scopes of tokens'>
        <table class='grid' style={{ minWidth: '640px' }}>
          <thead><tr><th scope='col'>Token</th><th scope='col'>Granted</th><th scope='col'>Enough for what it did</th><td /></tr></thead>
          <tbody>
            {scopes.map((row, index) => (
              <tr key={index}>
                <th scope='row'><a href={linkTo({ screen: 'requests', filter: `token:${row.token}` })}><code>{row.token}</code></a></th>
                <td><ul class='scopes'>{compareScopes(row).map(({ scope, use }) => <li key={scope} class={use === 'needed' ? 'match' : ''}><code>{scope}</code> <small class={use === 'needed' ? '' : 'warn'}>{use}</small></li>)}</ul></td>
                <td>{row.least.length === 0 ? 'no scope was used' : <ul class='scopes'>{row.least.map(scope => <li key={scope}><code>{scope}</code></li>)}</ul>}</td>
                <td>{row.least.length > 0 && <Copy text={row.least.join(',')} title={`Copy the least scopes of ${row.token}`} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
