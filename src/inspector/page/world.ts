import { atom, computed } from 'nanostores'
import type { AuditReport, SandboxInfo } from '../../control/shapes/server.js'
import { ask, ownSandbox } from './api.js'
import { onEvent } from './live.js'
import { resource } from './resource.js'
import { isRefused } from './requests/filter.js'
import { $oneSandbox, $requests } from './traffic.js'

// What more than one part of the page shows of the sandbox that is chosen.

export const clock = resource(['clock'], async sandbox => {
  const state = await ask(sandbox, 'GET /clock')
  // How far the sandbox’s clock is ahead of the browser’s, to show it go on without asking again.
  return { ...state, ahead: Date.parse(state.now) - Date.now() }
})

export const faults = resource(['faults'], async sandbox => (await ask(sandbox, 'GET /faults')).faults)

/** What the client did wrong without being refused. */
export const $audit = atom<AuditReport | undefined>(undefined)

/** The named sandboxes; none on the page of one of them. */
export const $sandboxes = atom<readonly SandboxInfo[]>([])

/** How long no request may have come until the audit is asked for, in milliseconds: it reads the whole journal. */
const AUDIT_DELAY = 1000

let auditTimer: ReturnType<typeof setTimeout> | undefined

async function loadAudit (): Promise<void> {
  const sandbox = $oneSandbox.get()
  const report = await ask(sandbox, 'GET /audit').catch(() => undefined)
  if (sandbox === $oneSandbox.get() && report !== undefined) $audit.set(report)
}

async function loadSandboxes (): Promise<void> {
  if (ownSandbox !== '') return
  $sandboxes.set((await ask('', 'GET /sandboxes').catch(() => undefined))?.sandboxes ?? $sandboxes.get())
}

/** Keeps the audit and the list of sandboxes up to date. */
export function followWorld (): void {
  $oneSandbox.subscribe(() => {
    $audit.set(undefined)
    loadAudit()
  })
  $requests.listen(() => {
    clearTimeout(auditTimer)
    auditTimer = setTimeout(() => { loadAudit() }, AUDIT_DELAY)
  })
  loadSandboxes()
  onEvent(event => {
    if (event.type === 'sandboxes' || (event.type === 'hello' && !event.isReplayed)) loadSandboxes()
  })
}

/** What is in a sandbox’s list: how many, and how many of them refused. */
export const $countsBySandbox = computed($requests, rows => {
  const counts = new Map<string, { total: number, refused: number }>()
  for (const row of rows) {
    const count = counts.get(row.sandbox) ?? { total: 0, refused: 0 }
    counts.set(row.sandbox, { total: count.total + 1, refused: count.refused + (isRefused(row) ? 1 : 0) })
  }
  return counts
})
