import { appendFile, writeFile } from 'node:fs/promises'
import { mockAt, type Mock } from '../client/mock.js'
import { inProcess } from '../client/control.js'
import { FileError } from '../file-error.js'
import { listen } from '../http/listen.js'
import { OptionError } from '../option-error.js'
import { assemble } from '../server.js'
import { version } from '../version.js'
import { runCommand } from './child.js'
import type { Command } from './command.js'
import { markdownOf, summaryOf, type RunReport } from './summary.js'
import { terminalLog } from './terminal.js'
import { variablesFor } from './variables.js'

const AUDITS = ['off', 'warn', 'error']

/**
 * Runs a command against its own server, on a free port unless one is set. Environment variables tell the command where the
 * server is. The exit code is the command's; with `--audit error`, it is 1 for a successful command with audit findings.
 */
export const run: Command = async ({ options, explicitOptions, flags, args, environment, output }) => {
  const { audit = 'warn', json } = flags
  if (!AUDITS.includes(String(audit))) throw new OptionError(`Expected \`audit\` to be \`off\`, \`warn\` or \`error\`, got \`${String(audit)}\``)
  const [command, ...commandArgs] = args
  if (command === undefined) throw new OptionError('Expected a command after `--`, such as `run -- npm test`')
  // First, so that no run is in vain.
  if (json !== undefined) await writeReport(String(json), '')

  const config = { ...options, port: explicitOptions.has('port') ? options.port : 0, logLevel: explicitOptions.has('logLevel') ? options.logLevel : 'warn' as const }
  // Standard output belongs to the command.
  const app = assemble(config, { logTo: config.logFormat === 'pretty' ? await terminalLog(output.stderr) : output.stderr as NodeJS.WriteStream })
  const listening = await listen(app, config)
  const variables = { ...variablesFor(listening), ZOHO_MOCK_PORT: String(listening.port) }
  const mock = mockAt({ url: listening.url, reachedAt: `http://127.0.0.1:${listening.port}`, transport: inProcess(app), close: async () => { await app.close() } })
  const code = await runCommand(command, commandArgs, { ...environment, ...variables }, output)
  // A failing summary does not change the exit code, but a requested audit that cannot be made does not pass.
  const { report, summary } = await reportOf(mock, audit !== 'off')
    .then(report => ({ report, summary: summaryOf(report) }))
    .catch(({ message }: Error) => ({ report: undefined, summary: `the summary failed, please report it: ${message}` }))
  await mock.close()
  output.stderr.write(`\nzoho-attachments-mock: ${summary}\n`)
  const isAuditPassed = report !== undefined && !report.findings?.length
  const exitCode = code === 0 && audit === 'error' && !isAuditPassed ? 1 : code
  if (report === undefined) return exitCode
  const page = environment['GITHUB_STEP_SUMMARY']
  if (page) await appendFile(page, `${markdownOf(report)}\n`).catch(error => output.stderr.write(`${new FileError('GITHUB_STEP_SUMMARY', 'written', page, error).message}\n`))
  if (json !== undefined) await writeReport(String(json), `${JSON.stringify({ version, command: args, exitCode, ...report }, null, 2)}\n`)
  return exitCode
}

/** @throws {FileError} if it cannot be written */
async function writeReport (path: string, text: string): Promise<void> {
  await writeFile(path, text).catch(error => { throw new FileError('json', 'written', path, error) })
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
