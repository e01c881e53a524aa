import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Client } from './clients.js'
import { steps, uploads, type Call } from './steps.js'

/** What a driver says of a call. */
export interface Report {
  readonly step: string
  readonly ok: boolean
  /** Of the shape that all drivers give it. */
  readonly result?: unknown
  readonly error?: string
}

/** A client's run through all steps. */
export interface Run {
  readonly reports: readonly Report[]
  /** The calls that the server got from it, without their queries, each with the status that it was answered. */
  readonly calls: readonly string[]
  /** `exit code 0`, or what else ended the process. */
  readonly ended: string
  /** What the process wrote beside its reports. */
  readonly output: string
}

const LONGEST_RUN = 60_000

/** Runs a client through all steps in a process of its own, since an SDK can be initialised only once in each. */
export async function run (client: Client, base: { readonly url: string, readonly accountsUrl: string }): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'zoho-attachments-mock-'))
  const heard = listenIn(new URL(base.url).host)
  try {
    const job = {
      ...base,
      home,
      package: client.package,
      version: client.version,
      login: { clientId: '1000.CLIENT', clientSecret: 'secret', refreshToken: '1000.refresh' },
      calls: await Promise.all(steps.flatMap(({ name, calls }) => calls.map(async call => ({ step: name, ...await driven(call, home) }))))
    }
    const driver = fileURLToPath(new URL(`drivers/${client.driver}`, import.meta.url))
    const child = spawn(process.execPath, [driver], {
      cwd: home,
      // Nothing of the caller's: NODE_OPTIONS holds tap's instrumentation, and proxies and .curlrc would lead astray.
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: home },
      timeout: LONGEST_RUN,
      killSignal: 'SIGKILL'
    })
    // A process that dies early closes its end; how it ended tells more.
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(job))
    const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    const lines = stdout.split('\n')
    const isReport = (line: string): boolean => line.startsWith('{"step":')
    return {
      reports: lines.filter(isReport).map(line => JSON.parse(line) as Report),
      calls: heard.calls(),
      ended: signal === null ? `exit code ${code}` : `${signal} after at most ${LONGEST_RUN} ms`,
      output: [...lines.filter(line => !isReport(line)), stderr].join('\n').trim()
    }
  } finally {
    heard.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** A call as drivers take it; a file is written for it. */
async function driven (call: Call, home: string): Promise<{ operation: string, input: object }> {
  if (call.operation === 'init') return { operation: 'init', input: {} }
  const { operation, refusal, ...input } = call
  if (!('upload' in input)) return { operation, input }
  const { upload, ...place } = input
  const as = refusal ? undefined : upload
  const what = uploads[upload]
  if ('link' in what) return { operation: 'uploadLink', input: { ...place, as, ...what } }
  const path = join(home, what.name)
  await writeFile(path, what.bytes)
  return { operation: 'uploadFile', input: { ...place, as, path } }
}

/** Notes what a server of this process is called for beside its control API, until stopped. */
function listenIn (host: string): { calls: () => string[], stop: () => void } {
  // The URL as it came in: Fastify takes the sandbox off it.
  const exchanges: Array<{ url: string | undefined, request: IncomingMessage, response: ServerResponse }> = []
  const listener = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage, response: ServerResponse }
    if (request.headers.host === host) exchanges.push({ url: request.url, request, response })
  }
  subscribe('http.server.request.start', listener)
  return {
    calls: () => exchanges.filter(({ url }) => !url?.includes('/_mock/')).map(({ url, request: { method }, response }) =>
      `${method} ${pathOf(url)} ${response.headersSent ? response.statusCode : 'unanswered'}`),
    stop: () => { unsubscribe('http.server.request.start', listener) }
  }
}

/** The path without the ids of attachments. */
function pathOf (url = ''): string {
  return url.replace(/\?.*/, '').replace(/(\/Attachments\/)\d+$/, '$1{id}')
}
