import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { splitScopes } from '../../../zoho/scopes.js'
import { $catalogue } from '../about.js'
import { answersFor, numeric } from '../answers.js'
import { AnswerList, Choice, send, Text, useSubmission } from '../controls.js'
import { toggled } from '../format.js'
import { notify } from '../ui.js'
import { uploadRule, type User } from './outcome.js'
import { Outcome } from './table.js'

const empty = { user: '', scopes: 'ZohoCRM.modules.ALL', lifetime: '1h', as: '', token: '' }
type Form = typeof empty

const suggestions = ['ALL', 'leads.CREATE', 'attachments.CREATE', 'READ', 'leads.ALL'].map(name => `ZohoCRM.modules.${name}`)

/** A form that makes an access token. */
export function Mint ({ users, now, show }: { users: readonly User[], now: number, show: (token: string) => void }): JSX.Element {
  const [form, setForm] = useState(empty)
  const { errorOf, submit } = useSubmission(path => path.split(/[.[]/)[0])
  const answers = answersFor('upload', useStore($catalogue).values())
  const { lifetime, as, token } = form
  const scopes = splitScopes(form.scopes)
  const user = form.user || users[0]?.id || ''
  const rule = answers.find(({ name, documented: { code } }) => name === as || code === as)?.name
  const change = (part: Partial<Form>): void => setForm({ ...form, ...part })
  const text = (name: keyof Form, label: string, hint: string, size?: number, list?: string): JSX.Element => <Text label={label} hint={hint} {...size && { size }} list={list} error={errorOf(name)} value={form[name]} set={value => change({ [name]: value })} />
  const mint = async (): Promise<void> => {
    const made = await send('POST /tokens', { body: { user, scopes, ...lifetime && { lifetime: numeric(lifetime) }, ...as && { as: as as never }, ...token && { token } } })
    show(made.token)
    notify(`${made.token} is minted`)
  }
  return (
    <form onSubmit={submit(mint)}>
      <div class='fields'>
        <Choice label='User' value={user} set={user => change({ user })} of={users.map(({ id, name }) => [id, name])} />
        {text('scopes', 'Scopes', 'with spaces or commas between them', 32)}
        {text('lifetime', 'Lifetime', 'such as 1h, or seconds')}
        {text('as', 'Always gets', 'a rule or code, if any', 16, 'token-answers')}
        {text('token', 'Value', 'made up if empty', 16)}
      </div>
      <div class='row'>{suggestions.map(scope => <button key={scope} type='button' class='chip' aria-pressed={scopes.includes(scope)} onClick={() => change({ scopes: toggled(scopes, scope).join(' ') })}>{scope}</button>)}</div>
      <AnswerList id='token-answers' answers={answers} />
      <div class='row'><button class='main'>Mint a token</button> <span class='hint'>An upload to Leads gets</span> <Outcome rule={uploadRule({ user, scopes, ...rule && { as: rule } }, users, now)} /></div>
    </form>
  )
}
