import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { StoredAttachment } from '../../../control/shapes/sandbox.js'
import { bytes, plural } from '../format.js'
import { Field } from '../parts.js'
import { linkTo, $route } from '../route.js'
import { $oneSandbox, $requests, sandboxName } from '../traffic.js'
import { attempt, Copy } from '../ui.js'
import { attachments, download, returned } from './data.js'
import { OneAttachment } from './one.js'
import { LinkTo, UploadedBy } from './parts.js'
import { firstOf, groupsOf, hasText, uploadsIn, zohoTimeForPeople } from './rows.js'

/** How many rows are shown at first, and how many more at once. */
const ROWS = 300

/** What was uploaded, by module and record, and one of it. */
export function AttachmentsScreen (): JSX.Element {
  const { id } = useStore($route)
  const sandbox = useStore($oneSandbox)
  const all = useStore(attachments.$value)
  const problem = useStore(attachments.$error)
  const requests = useStore($requests)
  const uploads = useMemo(() => uploadsIn(requests, sandbox), [requests, sandbox])

  if (id !== undefined && all !== undefined) return <OneAttachment key={id} sandbox={sandbox} id={id} attachment={all.find(attachment => attachment.id === id)} request={uploads.get(id)} />
  return (
    <main class='screen'>
      <h1>Attachments</h1>
      {problem !== undefined && <p class='bad'>{problem}</p>}
      {all?.length === 0 && <p>Nothing is attached in the sandbox {sandboxName(sandbox)}. What clients upload appears here.</p>}
      {all !== undefined && all.length > 0 && <List {...{ all, sandbox, uploads }} />}
    </main>
  )
}

function List ({ all, sandbox, uploads }: { all: readonly StoredAttachment[], sandbox: string, uploads: ReadonlyMap<string, string> }): JSX.Element {
  const [text, setText] = useState('')
  const [most, setMost] = useState(ROWS)
  const matching = text === '' ? all : all.filter(attachment => hasText(attachment, text))
  useEffect(() => document.getElementById(`attachment-${returned()}`)?.focus(), [])
  const groups = firstOf(groupsOf(matching), most)
  const size = matching.reduce((sum, { size = 0 }) => sum + size, 0)
  return (
    <>
      <div class='fields'><Field label='Search'><input type='search' value={text} size={32} placeholder='name, record, user, SHA-256' onInput={event => setText(event.currentTarget.value)} /></Field></div>
      <p class='hint'>{plural(matching.length, 'attachment')} of {bytes(size)} in the sandbox {sandboxName(sandbox)}</p>
      <div class='wide' tabIndex={0} role='region' aria-label='Attachments by record'>
        <table class='grid'>
          <thead><tr>{['Name', 'Size', 'Time', 'User', 'Uploaded', 'SHA-256'].map(name => <th key={name} scope='col' class='stat'>{name}</th>)}<th scope='col'><span class='hidden'>Download</span></th></tr></thead>
          {groups.map(({ module, record, attachments }) => (
            <tbody key={`${module}/${record}`}>
              <tr><th scope='rowgroup' colSpan={7}><b>{module}</b> {record}</th></tr>
              {attachments.map(attachment => <Row key={attachment.id} {...{ attachment, sandbox }} request={uploads.get(attachment.id)} />)}
            </tbody>
          ))}
        </table>
      </div>
      {matching.length > most && <button type='button' onClick={() => setMost(most + ROWS)}>Show more: {plural(matching.length - most, 'attachment')} left</button>}
    </>
  )
}

function Row ({ attachment, sandbox, request }: { attachment: StoredAttachment, sandbox: string, request: string | undefined }): JSX.Element {
  const { id, kind, name, size = 0, sha256, link = '', createdAt, user } = attachment
  return (
    <tr>
      <td style={{ minWidth: '180px' }}>
        <a id={`attachment-${id}`} href={linkTo({ screen: 'attachments', id, sandbox })}>{name}</a>
        {kind === 'link' && <><span class='badge'>link</span> <small><LinkTo link={link} /></small></>}
      </td>
      <td class='stat'>{kind === 'file' && bytes(size)}</td>
      <td class='stat'>{zohoTimeForPeople(createdAt)}</td>
      <td style={{ minWidth: '100px' }}>{user.name}</td>
      <td class='stat'>{request !== undefined && <UploadedBy sandbox={sandbox} request={request} />}</td>
      <td class='stat'>{sha256 && <><code title={sha256}>{sha256.slice(0, 8)}</code> <Copy text={sha256} title={`Copy the SHA-256 of ${name}`} /></>}</td>
      <td class='stat'>{kind === 'file' && <button type='button' class='small' aria-label={`Download ${name}`} onClick={() => attempt(() => download(sandbox, attachment))}>Download</button>}</td>
    </tr>
  )
}
