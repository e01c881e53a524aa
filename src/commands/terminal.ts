import type { PrettyStream } from 'pino-pretty'

/**
 * Formats the log for a terminal: one line per request, with the reason of a refusal.
 * @param destination the stream to write the lines to
 * @returns a stream for pino
 */
export async function terminalLog (destination: NodeJS.WritableStream & { readonly isTTY?: boolean }): Promise<PrettyStream> {
  // Loaded only here, since most servers do not run on a terminal.
  const { default: pretty } = await import('pino-pretty')
  return pretty({
    destination,
    // The library asks this only for the process's own standard output.
    colorize: destination.isTTY === true && pretty.isColorSupported,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'reqId,method,url,status,ms,rule,explain,fault',
    messageFormat: (log, _key, _level, { colors }) => terminalLine(log, text => colors.redBright(text))
  })
}

/**
 * @param emphasize makes the beginning of a refusal stand out
 * @returns the text of a log line after its time and level
 */
export function terminalLine ({ method, url, status, ms, rule, explain, fault, msg }: Record<string, unknown>, emphasize: (text: string) => string = text => text): string {
  if (method === undefined) return explain === undefined ? String(msg) : `${msg}: ${explain}`
  const line = `${method} ${url} ${status === undefined ? msg : `${status} (${ms} ms)`}`
  // An empty list and an unchanged one have a rule, too, and refuse nothing.
  const isRefused = explain !== undefined && status !== 204 && status !== 304
  if (isRefused) return `${emphasize(`✗ ${line}`)} ${rule === undefined ? '' : `${rule}: `}${explain}`
  if (rule !== undefined) return `${line} ${rule}: ${explain}`
  return fault === undefined ? line : `${line}: ${fault}`
}
