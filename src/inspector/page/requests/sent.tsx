import type { JSX } from 'preact'
import type { JournalRequest } from '../../../control/shapes/request.js'
import { bytes } from '../format.js'
import { Facts, Section } from '../parts.js'
import { Copy } from '../ui.js'
import { BodyText, HeaderTable } from './message.js'

/** The request as it came: query, parts, headers, body; what nobody read is marked. */
export function Sent ({ request }: { request: JournalRequest }): JSX.Element {
  const { method, url, headers, parts, ignored, body, module, record, user, token } = request
  const query = [...new URL(url, 'http://localhost').searchParams]
  const isIgnored = (name: string): boolean => ignored.includes(name)
  return (
    <Section title='Request' aside={<Copy text={url} label='Copy URL' />}>
      <p class='url'><b>{method}</b> {url}</p>
      <Facts of={[['Module', module], ['Record', record], ['Token', token && (token.startsWith('[') ? 'too short to be shown in part' : `ends in ${token}`)], ['User', user]]} />
      {query.length > 0 && (
        <table class='plain'>
          <caption>Query</caption>
          <tbody>{query.map(([name, value]) => <tr key={name} class={isIgnored(name) ? 'ignored' : ''}><th scope='row'>{name}</th><td>{value}{isIgnored(name) && <Ignored />}</td></tr>)}</tbody>
        </table>
      )}
      {parts.length > 0 && (
        <table class='plain'>
          <caption>Parts of the form</caption>
          <tbody>
            {parts.map(({ name, filename, type, size, sha256, value }, index) => (
              <tr key={index} class={isIgnored(name) ? 'ignored' : ''}>
                <th scope='row'>{name}{isIgnored(name) && <Ignored />}</th>
                <td>{value ?? <>{filename ?? <i>no file name</i>} <small>{[type, bytes(size)].filter(Boolean).join(', ')}</small></>}{sha256 !== undefined && <small class='hash' title='SHA-256'>{sha256}</small>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ignored.length > 0 && <p class='hint'>Nobody read: {ignored.join(', ')}</p>}
      <HeaderTable headers={headers} />
      {body && <BodyText body={body} label='Body of the request' />}
    </Section>
  )
}

function Ignored (): JSX.Element {
  return <span class='badge'>ignored</span>
}
