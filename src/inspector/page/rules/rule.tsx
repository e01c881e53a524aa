import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { CatalogueRule } from '../../../control/shapes/server.js'
import { $about } from '../about.js'
import { sandboxUrl } from '../api.js'
import { plural } from '../format.js'
import { addShortcuts } from '../keyboard.js'
import { Code, Facts, Section } from '../parts.js'
import { go, linkTo } from '../route.js'
import { $ofSandbox, $oneSandbox } from '../traffic.js'
import { provoke } from './provoke.js'
import { codesIn, countByRule } from './search.js'

type RuleAnswer = CatalogueRule['documented']

/** Status, code and message of an answer. */
export function AnswerText ({ answer: { status, code, message } }: { answer: RuleAnswer }): JSX.Element {
  return <><b>{status}</b>{code !== undefined && <> <code>{code}</code></>}{message !== undefined && <> {message}</>}</>
}

/** How an answer is known. */
export function EvidenceBadge ({ answer: { evidence } }: { answer: RuleAnswer }): JSX.Element {
  return <span class={`badge ${evidence}`}>{evidence}</span>
}

/** A text of the catalogue. */
export function When ({ text }: { text: string }): JSX.Element {
  return <>{codesIn(text).map((part, index) => index % 2 === 1 ? <code key={index}>{part}</code> : part)}</>
}

/** One rule: what is answered and when, how often it was given, and how to get it. */
export function RuleDetail ({ rule }: { rule: CatalogueRule }): JSX.Element {
  const { name, when, documented, observed } = rule
  const given = countByRule(useStore($ofSandbox)).get(name) ?? 0
  const isObserved = useStore($about)?.answers === 'observed'
  const { curl, token, fault } = provoke(rule, sandboxUrl(useStore($oneSandbox)))
  useEffect(() => addShortcuts([{ keys: 'Escape', help: 'back to all rules', run: () => go({ id: undefined }) }]), [])
  return (
    <main class='screen'>
      <p><a href={linkTo({ screen: 'rules' })}>‹ All rules</a></p>
      <h1>{name}</h1>
      <p>When: <When text={when} />.</p>
      {given > 0 && <p>Given to <a href={linkTo({ screen: 'requests', filter: `rule:${name}` })}>{plural(given, 'request')}</a> that the journal has.</p>}
      <Answer title='Documented' answer={documented} isGiven={!isObserved || observed === undefined} />
      {observed && <Answer title='Observed' answer={observed} isGiven={isObserved} />}
      {curl !== undefined && (
        <Section level={2} title='Provoke this'>
          <p>With the default seed{token !== undefined && <>, any good upload with the token <code>{token}</code> gets it</>}:</p>
          <Code text={curl} label='curl' />
        </Section>)}
      {fault !== undefined && (
        <Section level={2} title='As a fault' aside={<a href={linkTo({ screen: 'faults' })}>Faults</a>}>
          <p>In any world, once, to a request that is good:</p>
          <Code text={`--fault ${fault}`} label='fault' />
        </Section>)}
    </main>
  )
}

function Answer ({ title, answer, isGiven }: { title: string, answer: RuleAnswer, isGiven: boolean }): JSX.Element {
  const { status, code, message, details = {}, source } = answer
  return (
    <Section level={2} title={title} aside={isGiven ? <small>what this server gives</small> : <small>with --answers {title.toLowerCase()}</small>}>
      <Facts of={[
        ['Status', status],
        ['Code', code === undefined ? undefined : <code>{code}</code>],
        ['Message', message],
        ['Details', Object.keys(details).length === 0 ? undefined : <code>{JSON.stringify(details)}</code>],
        ['Evidence', <EvidenceBadge key='evidence' answer={answer} />],
        ['Source', source]
      ]}
      />
    </Section>
  )
}
