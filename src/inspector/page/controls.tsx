import { useStore } from '@nanostores/preact'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Answer, RouteKey } from '../../control/shapes/routes.js'
import type { CatalogueRule } from '../../control/shapes/server.js'
import { ApiError, ask } from './api.js'
import { Field } from './parts.js'
import { pathIn } from './refusal.js'
import type { Resource } from './resource.js'
import { $oneSandbox, sandboxName } from './traffic.js'
import { attempt } from './ui.js'
import { clock } from './world.js'

// What the screens share on which something can be changed.

/** Calls a route of the sandbox that is shown. See `ask`. */
export const send = (async (key: RouteKey, sent: never) => await ask($oneSandbox.get(), key, sent)) as <Key extends RouteKey>(key: Key, sent: Parameters<typeof ask<Key>>[2]) => Promise<Answer<Key>>

/** A screen that shows a part of one sandbox. */
export function Screen ({ title, of, aside, children }: { title: string, of: Resource<unknown>, aside?: ComponentChildren, children: ComponentChildren }): JSX.Element {
  const error = useStore(of.$error)
  return (
    <main class='screen'>
      <div class='row'><h1>{title} <small>{sandboxName(useStore($oneSandbox))}</small></h1>{aside}</div>
      {error && <p class='problem'>{error}</p>}
      {children}
    </main>
  )
}

/** What the sandbox’s clock says, second by second, in milliseconds since 1970; `undefined` until it is known. */
export function useNow (): number | undefined {
  const [, draw] = useState(0)
  const state = useStore(clock.$value)
  useEffect(() => {
    const timer = setInterval(() => draw(count => count + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return state && (state.mode === 'frozen' ? Date.parse(state.now) : Date.now() + state.ahead)
}

/** A form whose refusal stands at the field that it is about. */
interface Submission {
  /** What the control API said of a field. */
  readonly errorOf: (field: string) => string | undefined
  /** Runs what the form does. A refusal that is about no field is shown as a notice. */
  readonly submit: (action: () => Promise<unknown>) => (event: Event) => void
}

/** @param fieldOf finds the field of a path that a sentence of the control API names */
export function useSubmission (fieldOf: (path: string) => string | undefined): Submission {
  const [refused, setRefused] = useState<readonly [field?: string, sentence?: string]>([])
  return {
    errorOf: field => refused[0] === field ? refused[1] : undefined,
    submit: action => event => {
      event.preventDefault()
      setRefused([])
      attempt(() => action().catch((error: unknown) => {
        const field = error instanceof ApiError ? fieldOf(pathIn(error.message) ?? '') : undefined
        if (field === undefined) throw error
        setRefused([field, (error as ApiError).message])
      }))
    }
  }
}

/** A field for a text. */
export function Text ({ label, hint, error, value, set, size = 14, list }: { label: string, hint?: string | undefined, error: string | undefined, value: string, set: (value: string) => void, size?: number, list?: string | undefined }): JSX.Element {
  return (
    <Field label={label} error={error} {...hint !== undefined && { hint }}>
      <input value={value} size={size} list={list} spellcheck={false} autocomplete='off' aria-invalid={error !== undefined} onInput={event => set(event.currentTarget.value)} />
    </Field>
  )
}

/** A field for one of some values. */
export function Choice<Value extends string> ({ label, error, value, set, of }: { label: string, error?: string | undefined, value: Value, set: (value: Value) => void, of: ReadonlyArray<readonly [value: Value, label: string]> }): JSX.Element {
  return <Field label={label} error={error}><select value={value} onChange={event => set(event.currentTarget.value as Value)}>{of.map(([name, text]) => <option key={name} value={name}>{text}</option>)}</select></Field>
}

/** The answers that a field can be filled with. */
export function AnswerList ({ id, answers }: { id: string, answers: readonly CatalogueRule[] }): JSX.Element {
  return <datalist id={id}>{answers.map(({ name, when, documented: { status, code } }) => <option key={name} value={name}>{`${status} ${code}: ${when}`}</option>)}</datalist>
}

/** A button that changes something at once. */
export function Act ({ children, name, run, ...more }: { children: ComponentChildren, name?: string, run: () => Promise<unknown> } & Partial<Pick<JSX.IntrinsicElements['button'], 'role' | 'aria-checked'>>): JSX.Element {
  return <button type='button' class='small' aria-label={name} onClick={() => attempt(run)} {...more}>{children}</button>
}

/** A row of a table, whose first cell is its heading. */
export interface Row {
  readonly key: string
  readonly isOver: boolean
  readonly cells: ReadonlyArray<ComponentChildren>
}

/** A table of what can be changed. @param props.chosen the row that is marked */
export function Grid ({ label, heads, rows, chosen }: { label: string, heads: readonly string[], rows: readonly Row[], chosen: string | undefined }): JSX.Element {
  const region = useRef<HTMLDivElement>(null)
  const isHere = rows.some(({ key }) => key === chosen)
  useEffect(() => region.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' }), [chosen, isHere])
  return (
    <div ref={region} class='wide' tabIndex={0} role='region' aria-label={label}>
      <table class='grid words'>
        <thead><tr>{heads.map(head => <th key={head}>{head}</th>)}</tr></thead>
        <tbody>
          {rows.map(({ key, isOver, cells: [first, ...cells] }) => (
            <tr key={key} class={isOver ? 'spent' : ''} aria-current={key === chosen}>
              <th scope='row'>{first}</th>
              {cells.map((cell, index) => <td key={heads[index]}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
