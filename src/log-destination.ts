import type { FastifyBaseLogger } from 'fastify'
import { symbols, type DestinationStream } from 'pino'

/** What a log writes to: a stream, which tells of errors by an event. */
type Destination = DestinationStream & { readonly on?: (event: 'error', listener: () => void) => unknown }

/**
 * Lets a server go on where its log cannot be written: a closed pipe, a full disk, a terminal that is gone. pino sees to
 * that only for a closed pipe that it opened itself; any other error event would end the process.
 */
export function guardDestination (log: FastifyBaseLogger): void {
  const logger = log as FastifyBaseLogger & { [symbols.streamSym]: Destination }
  const destination = logger[symbols.streamSym]
  let isBroken = false
  destination.on?.('error', () => { isBroken = true })
  logger[symbols.streamSym] = {
    write (line) {
      // What is broken stays so, and would keep in memory what it cannot write.
      if (isBroken) return
      try {
        destination.write(line)
      } catch {
        // There is nobody else to tell.
      }
    }
  }
}
