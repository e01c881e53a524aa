import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Samples } from '../../../control/shapes/server.js'
import { ApiError, ask, sandboxUrl } from '../api.js'
import { Code, Field } from '../parts.js'
import { resource } from '../resource.js'
import { go, linkTo } from '../route.js'
import { $oneSandbox, sandboxName } from '../traffic.js'
import { attempt, notify } from '../ui.js'
import { languages, sampleCurl, sampleRequest, sampleUrl, type SampleUpload } from './sample.js'

const samples = resource(['attachments', 'clock', 'records', 'tokens', 'users'], async sandbox => await ask(sandbox, 'GET /samples'))

/** What is shown where there are no requests: how to send one. */
export function NoRequests (): JSX.Element {
  const url = sandboxUrl(useStore($oneSandbox))
  const name = sandboxName(useStore($oneSandbox))
  const found = useStore(samples.$value)
  const problem = useStore(samples.$error)
  const isOff = found?.journalSize === 0
  return (
    <div class='empty'>
      <h1>{isOff ? 'The journal is off' : 'No requests yet'}</h1>
      {isOff
        ? <p>The double keeps no requests: it was started with <code>--journal-size 0</code>. Those that come while this page is open are listed, but cannot be opened.</p>
        : <p>What clients send to <code>{url}</code> appears here at once, with the reason of each refusal.</p>}
      {problem !== undefined && <p class='bad'>{problem}</p>}
      {found && (found.upload
        ? <FirstUpload url={url} upload={found.upload} keeps={!isOff} />
        : <p>No token of the sandbox {name} may upload to a record of it now. <a href={linkTo({ screen: 'tokens' })}>Mint a token</a>, or <a href={linkTo({ screen: 'state' })}>reset the sandbox</a>.</p>)}
      {found && <SdkPicker sdks={found.sdks} />}
    </div>
  )
}

function FirstUpload ({ url, upload, keeps }: { url: string, upload: SampleUpload, keeps: boolean }): JSX.Element {
  const send = async (): Promise<void> => {
    // A record takes each link once, so what is shown may be out of date.
    const { upload: latest = upload } = await ask($oneSandbox.get(), 'GET /samples')
    const reply = await fetch(sampleUrl(url, latest), sampleRequest(latest)).catch((error: unknown) => { throw new ApiError(`The double does not answer: ${String(error)}`, 0) })
    notify(`The sample was answered with ${reply.status}`)
    const id = reply.headers.get('x-mock-request-id')
    if (keeps && id !== null) go({ id, filter: undefined })
  }
  return (
    <>
      <h2>Upload something</h2>
      <Code text={sampleCurl(url, upload)} label='the upload with curl' />
      <p><button type='button' class='main' onClick={() => attempt(send)}>Send a sample upload</button></p>
    </>
  )
}

/** The code that points each SDK at the sandbox. */
function SdkPicker ({ sdks }: { sdks: Samples['sdks'] }): JSX.Element {
  const [name, setName] = useState(sdks[0]?.name)
  const sdk = sdks.find(sdk => sdk.name === name)
  return (
    <>
      <h2>Point an SDK of Zoho’s at it</h2>
      <Field label='SDK'>
        <select value={name} onChange={event => setName(event.currentTarget.value)}>
          {[...new Set(sdks.map(({ language }) => language))].map(language => (
            <optgroup key={language} label={languages[language] ?? language}>
              {sdks.filter(sdk => sdk.language === language).map(sdk => <option key={sdk.name} value={sdk.name}>{languages[language] ?? language} {sdk.version}</option>)}
            </optgroup>
          ))}
        </select>
      </Field>
      {sdk && <Code text={sdk.code} label={`the code for ${sdk.package}`} />}
    </>
  )
}
