import type { ComponentChildren, JSX } from 'preact'
import { Copy } from './ui.js'

/** A code to be copied. */
export function Code ({ text, label }: { text: string, label: string }): JSX.Element {
  return (
    <div class='code'>
      <pre aria-label={label} tabIndex={0}>{text}</pre>
      <Copy text={text} title={`Copy ${label}`} />
    </div>
  )
}

/** A section with a heading. On a screen of its own, below its `h1`, it has the level 2. */
export function Section ({ title, aside, level = 3, children }: { title: string, aside?: ComponentChildren, level?: 2 | 3, children: ComponentChildren }): JSX.Element {
  const Heading = `h${level}` as const
  return (
    <section>
      <header><Heading>{title}</Heading>{aside}</header>
      {children}
    </section>
  )
}

/** Terms and values. Values that are absent are left out. */
export function Facts ({ of }: { of: ReadonlyArray<readonly [term: string, value: ComponentChildren]> }): JSX.Element {
  return <dl>{of.filter(([, value]) => value !== undefined && value !== '').map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
}

/** A field of a form with its label. */
export function Field ({ label, hint, error, children }: { label: string, hint?: string, error?: string | undefined, children: ComponentChildren }): JSX.Element {
  return <label class='field'><span>{label}</span>{children}{hint !== undefined && <small>{hint}</small>}{error !== undefined && <small class='bad' role='alert'>{error}</small>}</label>
}
