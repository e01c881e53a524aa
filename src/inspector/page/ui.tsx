import { useStore } from '@nanostores/preact'
import { atom } from 'nanostores'
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'

/** What assistive technology says next. */
const $announcement = atom('')
let lastSaid = 0
let waiting: ReturnType<typeof setTimeout> | undefined
/** The least time between two announcements, in milliseconds. */
const PAUSE = 5000

/** Says something politely to assistive technology, at most once in five seconds; of more, the last counts. */
export function announce (text: string): void {
  clearTimeout(waiting)
  const wait = Math.max(0, lastSaid + PAUSE - performance.now())
  waiting = setTimeout(() => {
    lastSaid = performance.now()
    $announcement.set(text)
  }, wait)
}

/** The place where announcements are read from. */
export function Announcer (): JSX.Element {
  return <div role='status' class='hidden'>{useStore($announcement)}</div>
}

/** What is shown for a moment after something was done. */
const $notice = atom<{ readonly text: string, readonly isError: boolean } | undefined>(undefined)
let noticeEnds: ReturnType<typeof setTimeout> | undefined

/** Shows for a moment what was done, or why not. */
export function notify (text: string, isError = false): void {
  clearTimeout(noticeEnds)
  $notice.set({ text, isError })
  announce(text)
  noticeEnds = setTimeout(() => { $notice.set(undefined) }, isError ? 10_000 : 3000)
}

/** Runs what a button does, and shows why it failed. */
export function attempt (action: () => Promise<unknown>): void {
  action().catch((error: unknown) => notify(error instanceof Error ? error.message : String(error), true))
}

export function Notice (): JSX.Element | null {
  const shown = useStore($notice)
  return shown === undefined ? null : <div class={`notice ${shown.isError ? 'bad' : ''}`} onClick={() => { $notice.set(undefined) }}>{shown.text}</div>
}

/** Puts a text on the clipboard. */
export async function copyText (text: string): Promise<void> {
  // Without HTTPS a page has a clipboard on loopback only.
  if (navigator.clipboard === undefined) throw new Error('The browser gives pages its clipboard only over HTTPS or on this machine: select the text and copy it')
  await navigator.clipboard.writeText(text)
}

/** A button that copies a text. */
export function Copy ({ text, label = 'Copy', title }: { text: string, label?: string, title?: string }): JSX.Element {
  const [isDone, setDone] = useState(false)
  const copy = (): void => attempt(async () => {
    await copyText(text)
    announce('Copied')
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  })
  return <button type='button' class='small' title={title} onClick={copy}>{isDone ? 'Copied' : label}</button>
}

/** What stands in the place of a list that is empty. */
export function Empty ({ title, children }: { title: string, children?: ComponentChildren }): JSX.Element {
  return <div class='empty'><h2>{title}</h2>{children}</div>
}
