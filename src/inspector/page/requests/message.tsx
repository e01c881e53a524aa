import type { JSX } from 'preact'
import { bytes } from '../format.js'
import { Copy } from '../ui.js'

/** The headers of a message, folded. */
export function HeaderTable ({ headers }: { headers: Readonly<Record<string, string>> }): JSX.Element | null {
  const rows = Object.entries(headers)
  if (rows.length === 0) return null
  return (
    <details>
      <summary>{rows.length} headers</summary>
      <table class='plain'>
        <caption class='hidden'>Headers</caption>
        <tbody>{rows.map(([name, value]) => <tr key={name}><th scope='row'>{name}</th><td>{value}</td></tr>)}</tbody>
      </table>
    </details>
  )
}

/** The text of a body, as far as the journal has it. JSON is indented. */
export function BodyText ({ body: { text, size, isTruncated }, label }: { body: { readonly text: string, readonly size: number, readonly isTruncated: boolean }, label: string }): JSX.Element {
  const shown = text === '' ? `${bytes(size)} that are no text` : indented(text)
  return (
    <>
      <div class='code'><pre aria-label={label} tabIndex={0}>{shown}</pre>{text !== '' && <Copy text={text} />}</div>
      {isTruncated && <p class='hint'>The first 2 KiB of {bytes(size)}</p>}
    </>
  )
}

function indented (text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
