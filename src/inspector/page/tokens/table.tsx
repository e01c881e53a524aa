import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import type { TokenInfo } from '../../../control/shapes/sandbox.js'
import { $about, $catalogue } from '../about.js'
import { Act, Grid, type Row, send } from '../controls.js'
import { plural, span } from '../format.js'
import { Section } from '../parts.js'
import { linkTo } from '../route.js'
import { Copy } from '../ui.js'
import { stateOf, uploadRule, type User } from './outcome.js'

/** The most rows that are drawn; the token endpoint may have made thousands. */
const MOST = 200

const ofAccess = ['Time left', 'An upload to Leads gets', 'Expire']

/** The access tokens, or the refresh tokens, which have no time and no use at the CRM. */
export function TokenTable ({ kind, tokens, users, now, chosen }: { kind: TokenInfo['kind'], tokens: readonly TokenInfo[], users: readonly User[], now: number, chosen: string | undefined }): JSX.Element {
  const label = plural(tokens.length, `${kind} token`)
  const heads = ['Token', 'User', 'Scopes', 'State', ...kind === 'access' ? ofAccess : [], 'Forget']
  return (
    <Section level={2} title={tokens.length > MOST ? `${label}, the newest ${MOST}` : label}>
      {tokens.length > 0 && <Grid label={label} heads={heads} rows={tokens.slice(-MOST).map(token => rowOf(token, users, now))} chosen={chosen} />}
    </Section>
  )
}

function rowOf (token: TokenInfo, users: readonly User[], now: number): Row {
  const { token: value, kind, user, scopes, expiresAt, issued } = token
  const { word, why, isOver } = stateOf(token, now)
  const left = expiresAt === undefined ? 'no end' : isOver ? '' : span(Date.parse(expiresAt) - now)
  const expire = !isOver && <Act name={`Expire ${value}`} run={() => send('POST /tokens/expire', { body: { token: value } })}>Expire</Act>
  return {
    key: value,
    isOver,
    cells: [
      <span key={value}><code>{value}</code> <Copy text={value} title={`Copy ${value}`} />{issued && <> <span class='badge'>issued</span></>}</span>,
      users.find(({ id }) => id === user)?.name ?? user,
      scopes.map(scope => <div key={scope}>{scope}</div>),
      <span key={value}>{word} <small>{why}</small></span>,
      ...kind === 'access' ? [left, <Outcome key={value} rule={uploadRule(token, users, now)} />, expire] : [],
      <Act key={value} name={`Forget ${value}`} run={() => send('DELETE /tokens/:token', { params: { token: value } })}>Forget</Act>
    ]
  }
}

/** The answer of a rule, with a link to it. */
export function Outcome ({ rule }: { rule: string }): JSX.Element {
  const found = useStore($catalogue).get(rule)
  const { answers } = useStore($about) ?? {}
  const { status, code } = (answers === 'observed' && found?.observed) || found?.documented || {}
  const [kind, sign] = rule === 'upload.stored' ? ['answered', '●'] : ['refused', '▲']
  return <span title={code}><span class={`status ${kind}`}><span aria-hidden='true'>{sign}</span> {status}</span> <a href={linkTo({ screen: 'rules', id: rule })}>{rule}</a></span>
}
