import pretty from 'pino-pretty'

/**
 * The log for people who look at a terminal: one line a request, with the reason of a refusal.
 * @param destination where the lines go
 */
export function terminalLog (destination: NodeJS.WritableStream): pretty.PrettyStream {
  return pretty({
    destination,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'reqId,method,url,status,ms,rule,explain,fault',
    messageFormat: terminalLine
  })
}

/** What a line says after its time and level. */
export function terminalLine ({ method, url, status, rule, explain, fault, msg }: Record<string, unknown>): string {
  if (method === undefined) return explain === undefined ? String(msg) : `${msg}: ${explain}`
  const line = [method, url, status ?? msg].join(' ')
  if (rule !== undefined) return `${line} ${rule}: ${explain}`
  return fault === undefined ? line : `${line}: ${fault}`
}
