import type { JSX } from 'preact'
import { linkTo } from '../route.js'
import { hrefOf } from './rows.js'

/** Where a link of a client leads. What is no web page is only shown. */
export function LinkTo ({ link }: { link: string }): JSX.Element {
  const href = hrefOf(link)
  return href === undefined ? <>{link}</> : <a href={href} rel='noreferrer noopener' target='_blank'>{link}</a>
}

/** A link to the request that an attachment came with. */
export function UploadedBy ({ sandbox, request }: { sandbox: string, request: string }): JSX.Element {
  return <>by <a href={linkTo({ screen: 'requests', id: request, sandbox })}>{request}</a></>
}
