import { Socket } from 'node:net'

/** How long a client may keep its side of the connection open after the last response, in milliseconds. */
const LINGER = 5000

/**
 * Ends the server's side of a connection, and discards what the client still sends until it closes its own side or the time is
 * over. RFC 9112 §9.6: if a server closes a connection while data arrives, the client's system may discard the response unread.
 * @param last what to send before
 */
export function closeLingering (socket: Socket, last = ''): void {
  socket.end(last)
  // The parser of node:http would take a request that follows for one to answer.
  const discard = (): void => { socket.removeAllListeners('data').on('data', () => {}) }
  // While node:http owns a paused socket, only its own listener of 'resume' makes the socket read again.
  if (socket.readableFlowing) discard()
  else socket.once('resume', discard).resume()
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Makes the response that is being sent close its connection with {@link closeLingering}, if it closes it. */
export function lingerAfterResponse (socket: Socket | null): void {
  // node:http calls `destroySoon` after the last response. With `inject` there is no socket.
  if (socket instanceof Socket) socket.destroySoon = () => closeLingering(socket)
}
