import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { linkTo, $route } from '../route.js'
import { $requests } from '../traffic.js'
import { Section } from '../parts.js'
import { retriesIn } from './retries.js'

/** Requests that have to do with this one: the same file, the other of a retry. */
export function Related ({ request: { id, parts, sandbox, attachment } }: { request: JournalRequest }): JSX.Element | null {
  const all = useStore($requests)
  const { filter } = useStore($route)
  const retries = useMemo(() => retriesIn(all), [all])
  const hash = parts.find(({ sha256 }) => sha256 !== undefined)?.sha256
  const sameFile = hash === undefined ? [] : all.filter(row => row.id !== id && row.sandbox === sandbox && row.file?.sha256 === hash)
  const before = retries.get(id)
  const after = [...retries].filter(([, first]) => first === id).map(([again]) => again)
  const rows: ReadonlyArray<readonly [text: string, ids: readonly string[]]> = [
    ['Tries again', before === undefined ? [] : [before]],
    ['Was tried again by', after],
    ['The same file', sameFile.map(row => row.id)]
  ]
  if (attachment === undefined && rows.every(([, ids]) => ids.length === 0)) return null
  return (
    <Section title='Related'>
      <ul class='links'>
        {rows.filter(([, ids]) => ids.length > 0).map(([text, ids]) => <li key={text}>{text}: {ids.slice(0, 20).map(other => <a key={other} href={linkTo({ screen: 'requests', id: other, filter })}>{other}</a>)}{ids.length > 20 && ` and ${ids.length - 20} more`}</li>)}
        {attachment !== undefined && <li>Attachment: <a href={linkTo({ screen: 'attachments', id: attachment, sandbox })}>{attachment}</a></li>}
      </ul>
    </Section>
  )
}
