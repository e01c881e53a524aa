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
 * Runs a command against a double of its own, on a free port unless one is asked for, with variables that say where it is.
 * Ends as the command ends; with `--audit error` not well where the audit finds something.
 */
export const run: Command = async ({ options, given, flags, args, environment, output }) => {
  const { audit = 'warn' } = flags
  if (!AUDITS.includes(String(audit))) throw new OptionError(`Expected \`audit\` to be ${AUDITS.map(word => `\`${word}\``).join(' or ')}, got \`${String(audit)}\``)
  const [command, ...others] = args
  if (command === undefined) throw new OptionError('Expected a command behind `--`, such as `run -- npm test`')

  const config = { ...options, port: given.has('port') ? options.port : 0, logLevel: given.has('logLevel') ? options.logLevel : 'warn' as const }
  // The command's own output is for whoever reads that.
  const app = assemble(config, { logTo: output.stderr as NodeJS.WriteStream })
  const listening = await listen(app, config)
  const variables = { ...variablesFor(listening), ZOHO_MOCK_PORT: String(listening.port), ...listening.tlsUrl !== undefined && { ZOHO_MOCK_TLS_URL: listening.tlsUrl } }
  const mock = mockAt({ url: listening.url, reachedAt: `http://127.0.0.1:${listening.port}`, transport: inProcess(app), close: async () => { await app.close() } })
  const code = await codeOf(command, others, { ...environment, ...variables }, output)
  // What looks on does not change how the command ended; but an audit that was asked for and could not be made is not passed.
  const { summary, isFaulted } = await reportOf(mock, audit !== 'off')
    .then(done => ({ summary: summaryOf(done), isFaulted: Boolean(done.findings?.length) }))
    .catch(({ message }: Error) => ({ summary: `what was done cannot be told, please report it: ${message}`, isFaulted: true }))
  await mock.close()
  output.stderr.write(`\nzoho-attachments-mock: ${summary}\n`)
  return code === 0 && audit === 'error' && isFaulted ? 1 : code
}

/** Runs a command to its end. @returns its exit code: 127 where there is none of that name, 128 and the signal's number where one ended it */
async function codeOf (command: string, words: readonly string[], environment: Readonly<Record<string, string | undefined>>, { stderr }: Output): Promise<number> {
  const pass = (signal: NodeJS.Signals): void => { child.kill(signal) }
  // First, so that no signal can end this process and leave the command behind; others' would, before the command has ended.
  const { restore } = replaceListeners(SIGNALS, () => { for (const signal of SIGNALS) process.on(signal, pass) })
  const child = spawn(command, words, { stdio: 'inherit', env: environment })
  const end = await once(child, 'exit').catch((error: NodeJS.ErrnoException) => error) as [number | null, NodeJS.Signals | null] | NodeJS.ErrnoException
  restore()
  for (const signal of SIGNALS) process.off(signal, pass)
  if (!(end instanceof Error)) {
    const [code, signal] = end
    return code ?? 128 + constants.signals[signal as NodeJS.Signals]
  }
  const isUnknown = end.code === 'ENOENT'
  stderr.write(isUnknown ? `Expected \`${command}\` to be a command: nothing on the PATH has that name\n` : `${end.message}\n`)
  return isUnknown ? 127 : 126
}

/** What was done in all sandboxes. */
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
