import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { shortcuts } from './keyboard.js'
import { filterHelp } from './requests/filter-help.js'

/** The keyboard and the filter, in a dialog. */
export function Help ({ close }: { close: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby='help-title' onClose={close} onClick={event => { if (event.target === dialog.current) close() }}>
      <header><h2 id='help-title'>Help</h2><button type='button' class='small' onClick={close} aria-label='Close the help'>✕</button></header>
      <div class='columns'>
        <div>
          <h3>Keyboard</h3>
          <dl class='keys'>{shortcuts().map(({ keys, help }) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{help}</dd></div>)}</dl>
        </div>
        <div>
          <h3>Filter</h3>
          <p>All terms have to hold. <code>-</code> in front of a term turns it around. Other words are looked for in the URL, the file’s name, the rule and the ids.</p>
          <dl class='keys'>{Object.values(filterHelp).map(([example, help]) => <div key={example}><dt><code>{example}</code></dt><dd>{help}</dd></div>)}</dl>
        </div>
      </div>
    </dialog>
  )
}
