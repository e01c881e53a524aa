import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Ends a connection the way of a peer that is gone: with a TCP reset, so that the client fails at once. */
export function resetConnection (response: ServerResponse): void {
  const { socket } = response
  // Node resets bare TCP only; what speaks TLS is closed without TLS's goodbye, which clients take for the same.
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  // Without a socket, in the process of a test, this makes the answer break off.
  else response.destroy()
}

/** Ends a connection behind what was sent, whatever the headers promised. */
export function endConnection (response: ServerResponse): void {
  const { socket } = response
  if (socket instanceof Socket) socket.end()
  else response.destroy()
}
