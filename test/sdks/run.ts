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

/** A driver's report of a call. */
export interface Report {
  readonly step: string
  readonly ok: boolean
  /** In the same format for all drivers. */
  readonly result?: unknown
  readonly error?: string
}

/** A client's run through all steps. */
export interface Run {
  readonly reports: readonly Report[]
  /** The requests that the server received from it, without queries, with the status of each response. */
  readonly calls: readonly string[]
  /** `exit code 0`, or what else ended the process. */
  readonly ended: string
  /** What the process printed besides its reports. */
  readonly output: string
}

const LONGEST_RUN = 60_000

/** The URLs that a client gets. */
interface Base {
  readonly url: string
  readonly accountsUrl: string
}

/** Runs a client through all steps. */
export async function run (client: Client, base: Base): Promise<Run> {
  return await runDriver(client, base, async home => ({
    calls: await Promise.all(steps.flatMap(({ name, calls }) => calls.map(async call => ({ step: name, ...await toDriverCall(call, home) }))))
  }))
}

/**
 * Runs a driver in its own process, because an SDK can be initialised only once in a process.
 * @param jobFor what the driver reads beside its login, for a temporary folder: an SDK keeps its token and what it knows of modules
 *   and fields there
 */
export async function runDriver (client: Pick<Client, 'driver' | 'package' | 'version'>, base: Base, jobFor: (home: string) => Promise<object>): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'zoho-attachments-mock-'))
  const recorder = recordRequests(new URL(base.url).host)
  try {
    const job = {
      ...base,
      home,
      package: client.package,
      version: client.version,
      login: { clientId: '1000.CLIENT', clientSecret: 'secret', refreshToken: '1000.refresh' },
      ...await jobFor(home)
    }
    const driver = fileURLToPath(new URL(`drivers/${client.driver}`, import.meta.url))
    const child = spawn(process.execPath, [driver], {
      cwd: home,
      // Without the caller's environment, which has tap's instrumentation in NODE_OPTIONS, and may have proxies and a .curlrc.
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: home },
      timeout: LONGEST_RUN,
      killSignal: 'SIGKILL'
    })
    // A process that dies early closes the pipe. Its exit code says more than this error.
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(job))
    const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    const lines = stdout.split('\n')
    const isReport = (line: string): boolean => line.startsWith('{"step":')
    return {
      reports: lines.filter(isReport).map(line => JSON.parse(line) as Report),
      calls: recorder.calls(),
      ended: signal === null ? `exit code ${code}` : `${signal} after at most ${LONGEST_RUN} ms`,
      output: [...lines.filter(line => !isReport(line)), stderr].join('\n').trim()
    }
  } finally {
    recorder.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** A call as drivers expect it. Writes the file that it uploads. */
async function toDriverCall (call: Call, home: string): Promise<{ operation: string, input: object }> {
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

/** Records the requests to a server in this process, without those to its control API, until stopped. */
function recordRequests (host: string): { calls: () => string[], stop: () => void } {
  // The URL is kept as received, because the server later removes the sandbox from it.
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
