import type { JSX } from 'preact'
import type { Summary } from '../../../control/shapes/summary.js'
import { isRefused } from './filter.js'

/** What a status is made of. */
type Ended = { readonly [Name in 'status' | 'fault' | 'rule']?: Summary[Name] | undefined } & Pick<Summary, 'outcome'>

/** How a request ended, in one word: it chooses colour and shape. */
export function kindOf ({ status, fault, outcome, rule }: Ended): 'answered' | 'refused' | 'faulted' | 'gone' {
  if (fault !== undefined) return 'faulted'
  if (outcome !== 'answered' || status === undefined) return 'gone'
  return isRefused({ status, rule }) ? 'refused' : 'answered'
}

const shapes = { answered: '●', refused: '▲', faulted: '◆', gone: '✕' } as const

/** The status of a request, by text and shape beside colour. */
export function Status ({ of: row }: { of: Ended }): JSX.Element {
  const kind = kindOf(row)
  return <span class={`status ${kind}`}><span aria-hidden='true'>{shapes[kind]}</span> {row.status ?? row.outcome}<span class='hidden'> {kind === 'gone' ? 'without a whole answer' : kind}</span></span>
}

/** Marks of a request beside its status. */
export function Marks ({ of: { status, fault, ignored, outcome }, retryOf }: { of: Summary, retryOf: string | undefined }): JSX.Element {
  return (
    <>
      {fault !== undefined && <Mark sign='⚡' text={`fault ${fault}`} />}
      {ignored > 0 && <Mark sign={`⊘${ignored}`} text={`${ignored} ignored`} />}
      {retryOf !== undefined && <Mark sign='↻' text={`retry of ${retryOf}`} />}
      {status !== undefined && outcome !== 'answered' && <Mark sign='✂' text={outcome} />}
    </>
  )
}

function Mark ({ sign, text }: { sign: string, text: string }): JSX.Element {
  return <span class='mark' title={text}><span aria-hidden='true'>{sign}</span><span class='hidden'>{text} </span></span>
}

/** A URL without what all URLs have: the sandbox and the API’s prefix. */
export function shortPath (url: string): string {
  return url.replace(/^\/s\/[^/]+(?=\/)/, '').replace(/^\/crm\/(?=v)/, '').replace(/^\/oauth\/v2\//, 'oauth/')
}
