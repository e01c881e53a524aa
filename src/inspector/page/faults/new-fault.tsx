import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { $catalogue } from '../about.js'
import { answersFor } from '../answers.js'
import { AnswerList, Choice, send, Text, useSubmission } from '../controls.js'
import { Code, Section } from '../parts.js'
import { notify } from '../ui.js'
import { emptyForm, type FaultForm, faultOf, fieldOf, hasBytes, kinds, kindsOf, operations, phases, phasesOf, presets, settled } from './fault-form.js'
import { faultOption, faultText } from './fault-text.js'

/** A form that adds a fault, and shows it as it is written elsewhere. */
export function NewFault (): JSX.Element {
  const [form, setForm] = useState(emptyForm)
  const { errorOf, submit } = useSubmission(fieldOf)
  const catalogue = useStore($catalogue)
  const { operation, kind, phase } = form
  const times = phasesOf(operation, kind)
  const change = (part: Partial<FaultForm>): void => setForm(settled({ ...form, ...part }))
  const text = (name: keyof FaultForm, label: string, hint?: string, list?: string): JSX.Element => <Text label={label} hint={hint} list={list} {...list && { size: 24 }} error={errorOf(name)} value={form[name]} set={value => change({ [name]: value })} />
  const fault = faultOf(form)
  const written = faultText(fault)
  return (
    <Section level={2} title='New fault' aside={Object.entries(presets).map(([name, preset]) => <button key={name} type='button' class='chip' onClick={() => setForm({ ...emptyForm, ...preset })}>{name}</button>)}>
      <form onSubmit={submit(async () => notify(`${(await send('POST /faults', { body: fault })).faults[0]?.id} is on`))}>
        <div class='fields'>
          <Choice label='Operation' error={errorOf('operation')} value={operation} set={operation => change({ operation })} of={operations.map(name => [name, name === '*' ? 'all' : name])} />
          <Choice label='What it does' error={errorOf('kind')} value={kind} set={kind => change({ kind })} of={kindsOf(operation).map(name => [name, kinds[name]])} />
          {kind === 'answer' && text('answer', 'Answer', 'a rule or code', 'fault-answers')}
          {times.length > 0 && <Choice label='When' error={errorOf('phase')} value={phase} set={phase => change({ phase })} of={times.map(name => [name, phases[name]])} />}
          {hasBytes(form) && text('bytes', kind === 'drip' ? 'Bytes per second' : 'After bytes')}
          {text('delay', 'Delay', 'such as 200ms or 2s')}
        </div>
        <div class='fields'>
          {text('times', 'Times', 'a number, or always')}
          {text('after', 'After', 'requests that pass first')}
          {text('probability', 'Probability', 'above 0, up to 1')}
          {text('module', 'Module', 'such as Leads')}
          {text('record', 'Record', 'its id')}
        </div>
        <AnswerList id='fault-answers' answers={answersFor(operation, catalogue.values())} />
        <button class='main'>Add the fault</button>
      </form>
      <p class='hint'>{written ? 'The same on the command line, from the start on:' : 'The command line has no words for this. For POST /_mock/faults, or for a seed:'}</p>
      <Code text={written ? faultOption(written) : JSON.stringify(fault, null, 2)} label='The fault as text' />
    </Section>
  )
}
