import { useStore } from '@nanostores/preact'
import { atom } from 'nanostores'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { CatalogueRule } from '../../../control/shapes/server.js'
import { $catalogue } from '../about.js'
import { plural, toggled } from '../format.js'
import { addShortcuts } from '../keyboard.js'
import { linkTo, $route } from '../route.js'
import { $ofSandbox } from '../traffic.js'
import { Empty } from '../ui.js'
import { AnswerText, EvidenceBadge, RuleDetail, When } from './rule.js'
import { countByRule, familiesOf, familyOf, searchRules, type Search } from './search.js'

const everything: Search = { text: '', families: [], evidence: [] }
/** Kept while other screens are shown. */
const $search = atom<Search>(everything)

function toggle (key: 'families' | 'evidence', value: string): void {
  const search = $search.get()
  $search.set({ ...search, [key]: toggled(search[key], value) })
}

/** Every answer that the double can give, or one of them. */
export function RulesScreen (): JSX.Element {
  const catalogue = useStore($catalogue)
  const { id } = useStore($route)
  const rule = catalogue.get(id ?? '')
  if (rule !== undefined) return <RuleDetail rule={rule} />
  return (
    <main class='screen'>
      <h1>Rules</h1>
      {id !== undefined && catalogue.size > 0 && <p class='problem'>No rule is called {id}.</p>}
      <RuleList rules={[...catalogue.values()]} />
    </main>
  )
}

function RuleList ({ rules }: { rules: readonly CatalogueRule[] }): JSX.Element {
  const search = useStore($search)
  const requests = useStore($ofSandbox)
  const counts = useMemo(() => countByRule(requests), [requests])
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => addShortcuts([{ keys: '/', help: 'search the rules', run: () => field.current?.focus() }]), [])
  const found = searchRules(rules, search)
  const chip = (key: 'families' | 'evidence', value: string): JSX.Element => <button key={value} type='button' class='chip' aria-pressed={search[key].includes(value)} onClick={() => toggle(key, value)}>{value}</button>
  return (
    <>
      <p>Every answer that the double gives instead of Zoho, in the order of the checks, and how it is known.</p>
      <div class='row' role='search'>
        <input ref={field} type='search' value={search.text} placeholder='Name, status, code, text, source' aria-label='Search the rules' size={32} onInput={event => $search.set({ ...search, text: event.currentTarget.value })} />
        {['documented', 'observed', 'inferred'].map(value => chip('evidence', value))}
        <span class='count'>{found.length === rules.length ? plural(rules.length, 'rule') : `${found.length} of ${rules.length}`}</span>
      </div>
      <div class='row' role='group' aria-label='Families of rules'>{familiesOf(rules).map(value => chip('families', value))}</div>
      {found.length === 0 && rules.length > 0
        ? <Empty title='No rule matches'><button type='button' onClick={() => $search.set(everything)}>Show all rules</button></Empty>
        : (
          <div class='wide' tabIndex={0} role='region' aria-label='Rules'>
            <table class='grid' style={{ minWidth: '760px' }}>
              <thead><tr><th scope='col' style={{ width: '150px' }}>Rule</th><th scope='col'>Answer</th><th scope='col'>When</th><th scope='col'>Known from</th></tr></thead>
              <tbody>
                {found.map(rule => <Row key={rule.name} rule={rule} count={counts.get(rule.name) ?? 0} />)}
              </tbody>
            </table>
          </div>)}
    </>
  )
}

function Row ({ rule, count }: { rule: CatalogueRule, count: number }): JSX.Element {
  const { name, documented, observed } = rule
  const family = familyOf(name)
  return (
    <tr>
      <th scope='row'><a href={linkTo({ screen: 'rules', id: name })}>{family}.<wbr />{name.slice(family.length + 1)}</a>{count > 0 && <small> <a href={linkTo({ screen: 'requests', filter: `rule:${name}` })}>{count.toLocaleString('en')}×<span class='hidden'> given: {name}</span></a></small>}</th>
      <td><AnswerText answer={documented} />{observed && <><br /><small>Observed: <AnswerText answer={observed} /></small></>}</td>
      <td><When text={rule.when} /></td>
      <td><EvidenceBadge answer={documented} /> <small>{documented.source}</small></td>
    </tr>
  )
}
