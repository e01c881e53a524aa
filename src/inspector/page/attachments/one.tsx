import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { StoredAttachment } from '../../../control/shapes/sandbox.js'
import { bytes } from '../format.js'
import { addShortcuts } from '../keyboard.js'
import { Facts } from '../parts.js'
import { go, linkTo } from '../route.js'
import { attempt, Copy } from '../ui.js'
import { download, returnTo } from './data.js'
import { LinkTo, UploadedBy } from './parts.js'
import { FilePreview } from './preview.js'
import { zohoTimeForPeople } from './rows.js'

/** One attachment, with what is in it. */
export function OneAttachment ({ sandbox, id, attachment, request }: { sandbox: string, id: string, attachment: StoredAttachment | undefined, request: string | undefined }): JSX.Element {
  useEffect(() => addShortcuts([{ keys: 'Escape', help: 'back to the list', run: () => { returnTo(id); go({ id: undefined }) } }]), [])
  return (
    <main class='screen'>
      <p><a href={linkTo({ screen: 'attachments' })}>← All attachments</a></p>
      <h1 style={{ overflowWrap: 'anywhere' }}>{attachment?.name ?? id}</h1>
      {attachment === undefined
        ? <p>No attachment {id} is in this sandbox: it was deleted, or is in another one.</p>
        : <Content {...{ sandbox, attachment, request }} />}
    </main>
  )
}

function Content ({ sandbox, attachment, request }: { sandbox: string, attachment: StoredAttachment, request: string | undefined }): JSX.Element {
  const { id, module, record, kind, size = 0, sha256, link = '', createdAt, user } = attachment
  return (
    <>
      <Facts
        of={[
          ['Id', id],
          ['Record', `${module} ${record}`],
          ['Size', kind === 'file' ? `${bytes(size)}${size < 1024 ? '' : ` (${size.toLocaleString('en')} bytes)`}` : undefined],
          ['Link', kind === 'link' ? <LinkTo link={link} /> : undefined],
          ['Time', zohoTimeForPeople(createdAt)],
          ['User', user.name],
          ['Uploaded', request === undefined ? 'by no request that is in the journal' : <UploadedBy sandbox={sandbox} request={request} />],
          ['SHA-256', sha256 && <><code>{sha256}</code> <Copy text={sha256} title='Copy the SHA-256' /></>]
        ]}
      />
      {kind === 'file' && (
        <section>
          <header>
            <h2 style={{ marginRight: 'auto' }}>Content</h2>
            <button type='button' class='small' onClick={() => attempt(() => download(sandbox, attachment))}>Download</button>
          </header>
          <FilePreview sandbox={sandbox} file={attachment} />
        </section>
      )}
    </>
  )
}
