import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { mockAt, type Mock } from '../client/mock.js'
import { inProcess } from '../client/control.js'
import { listen } from '../http/listen.js'
import { OptionError } from '../option-error.js'
import { assemble } from '../server.js'
import type { Command, Output } from './command.js'
import { replaceListeners } from './signals.js'
import { summaryOf, type RunReport } from './summary.js'
import { variablesFor } from './env.js'

const AUDITS = ['off', 'warn', 'error']
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command against its own server, on a free port unless one is set. Environment variables tell the command where the
 * server is. The exit code is the command's; with `--audit error`, it is 1 for a successful command with audit findings.
 */
export const run: Command = async ({ options, explicitOptions, flags, args, environment, output }) => {
  const { audit = 'warn' } = flags
  if (!AUDITS.includes(String(audit))) throw new OptionError(`Expected \`audit\` to be \`off\`, \`warn\` or \`error\`, got \`${String(audit)}\``)
  const [command, ...commandArgs] = args
  if (command === undefined) throw new OptionError('Expected a command after `--`, such as `run -- npm test`')

  const config = { ...options, port: explicitOptions.has('port') ? options.port : 0, logLevel: explicitOptions.has('logLevel') ? options.logLevel : 'warn' as const }
  // Standard output belongs to the command.
  const app = assemble(config, { logTo: output.stderr as NodeJS.WriteStream })
  const listening = await listen(app, config)
  const variables = { ...variablesFor(listening), ZOHO_MOCK_PORT: String(listening.port), ...listening.tlsUrl !== undefined && { ZOHO_MOCK_TLS_URL: listening.tlsUrl } }
  const mock = mockAt({ url: listening.url, reachedAt: `http://127.0.0.1:${listening.port}`, transport: inProcess(app), close: async () => { await app.close() } })
  const code = await runCommand(command, commandArgs, { ...environment, ...variables }, output)
  // A failing summary does not change the exit code, but a requested audit that cannot be made does not pass.
  const { summary, isAuditPassed } = await reportOf(mock, audit !== 'off')
    .then(report => ({ summary: summaryOf(report), isAuditPassed: !report.findings?.length }))
    .catch(({ message }: Error) => ({ summary: `the summary failed, please report it: ${message}`, isAuditPassed: false }))
  await mock.close()
  output.stderr.write(`\nzoho-attachments-mock: ${summary}\n`)
  return code === 0 && audit === 'error' && !isAuditPassed ? 1 : code
}

/**
 * Runs a command until it exits.
 * @returns its exit code; 127 if there is no such command, 126 if it cannot be started, and 128 plus the number of the signal
 * if one killed it
 */
async function runCommand (command: string, args: readonly string[], environment: Readonly<Record<string, string | undefined>>, { stderr }: Output): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => { child.kill(signal) }
  // Before the command starts, so that no signal can end this process and leave the command running. Existing listeners,
  // which would end this process, are removed meanwhile.
  const { restore } = replaceListeners(SIGNALS, () => { for (const signal of SIGNALS) process.on(signal, forward) })
  const child = spawn(command, args, { stdio: 'inherit', env: environment })
  const end = await once(child, 'exit').catch((error: NodeJS.ErrnoException) => error) as [number | null, NodeJS.Signals | null] | NodeJS.ErrnoException
  restore()
  for (const signal of SIGNALS) process.off(signal, forward)
  if (!(end instanceof Error)) {
    const [code, signal] = end
    return code ?? 128 + constants.signals[signal as NodeJS.Signals]
  }
  const isNotFound = end.code === 'ENOENT'
  stderr.write(isNotFound ? `Command not found: \`${command}\`\n` : `${end.message}\n`)
  return isNotFound ? 127 : 126
}

/** @returns the requests of all sandboxes, and the audit's findings */
async function reportOf (mock: Mock, isAudited: boolean): Promise<RunReport> {
  const names = (await mock.sandboxes.list()).map(({ name }) => name)
  const sandboxes = [mock, ...names.map(name => mock.sandbox(name))]
  const journals = await Promise.all(sandboxes.map(async sandbox => {
    const reply = await sandbox.fetch('/_mock/requests')
    if (!reply.ok) throw new Error(await reply.text())
    return await reply.json() as Pick<RunReport, 'requests' | 'dropped'>
  }))
  const audits = isAudited ? await Promise.all(sandboxes.map(sandbox => sandbox.audit())) : undefined
  return {
    requests: journals.flatMap(({ requests }) => requests),
    dropped: journals.reduce((sum, { dropped }) => sum + dropped, 0),
    ...audits && { findings: audits.flatMap(({ findings }) => findings) }
  }
}
