import { createRequestParser, cut, field, isForInvalidBytes, openConnection, writePieces, type HttpResponse, type ParsedBytes } from './connection.js'
import type { Conversation } from './mutate.js'
import { pathOf, shapeProblem } from './shapes.js'

/** Follows every conversation: once it is answered, everything before it was answered. */
export const SENTINEL = Buffer.from('GET /_mock/livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')

/** How long a response may take before it counts as a hang, in milliseconds. Complete requests are answered at once: this allows for a busy machine. */
const TIMEOUT = 15_000
/** How long to wait for a server that may have nothing to answer, in milliseconds. */
const SILENCE = 300

/** The result of a conversation. */
export interface Outcome {
  /** What went wrong, in the same words for each kind. */
  readonly problems: readonly string[]
  readonly parsed: ParsedBytes
  readonly answers: readonly HttpResponse[]
}

const parse = createRequestParser()

/** All bytes of a conversation. */
export function bytesOf ({ requests }: Conversation): Buffer {
  return Buffer.concat([...requests, SENTINEL])
}

/** Sends a conversation over its own connection, waits for all responses, and checks them. */
export async function converse (port: number, conversation: Conversation): Promise<Outcome> {
  const bytes = bytesOf(conversation)
  const parsed = await parse(bytes)
  const { requests } = parsed
  const connection = await openConnection(port, index => requests[index]?.method === 'HEAD')
  const problems: string[] = []
  try {
    await writePieces(connection, conversation.sizes.length === 0 ? [bytes] : cut(bytes, conversation.sizes))
    const owed = requests.filter(({ isComplete }) => isComplete).length
    // A request may ask the server to wait.
    const mayWait = requests.some(({ url }) => /\/requests\/(await|stream)|\/events/.test(pathOf(url)))
    const isOver = (): boolean => connection.broken !== undefined || (connection.answers.length >= owed && !connection.isInside)
    if (owed > 0 && !parsed.isMalformed) await connection.until(isOver, mayWait ? SILENCE : TIMEOUT)
    else await connection.until(() => connection.broken !== undefined, parsed.isMalformed ? TIMEOUT : SILENCE)

    const { answers, broken, isClosed } = connection
    if (broken !== undefined) problems.push(broken.replace(/^(not the [a-z ]+): .*x-mock-rule.*/s, '$1: a response inside a response'))
    const isHung = answers.length < owed && !isClosed && !mayWait && !parsed.isMalformed
    if (isHung) problems.push(`a hang: ${requests[answers.length]?.method} ${pathOf(requests[answers.length]?.url ?? '').replaceAll(/\d{3,}/g, 'N')} was not answered`)
    if (parsed.isMalformed && !isClosed) problems.push('bytes that are not a request leave the connection open')
    if (isClosed && answers.length === 0) problems.push(`the connection was closed without a response: ${requests[0]?.method ?? 'no request'}`)
    const last = answers.at(-1)
    // A request that is answered before its body has arrived may still turn out to be malformed.
    const isWhole = !parsed.isMalformed && requests.every(({ isComplete }) => isComplete)
    if (isClosed && isWhole && last && field(last, 'connection') !== 'close') problems.push(`the connection was closed after a response that keeps it alive: ${last.status} ${field(last, 'x-mock-rule') ?? ''}`)
    for (const [index, answer] of answers.entries()) {
      // Bytes that are not a request end a conversation, and may be noticed before earlier requests are answered.
      const isForBytes = isForInvalidBytes(answer) && index === answers.length - 1
      const problem = shapeProblem(isForBytes ? undefined : requests[index], answer)
      if (problem !== undefined) problems.push(problem)
      if (isForBytes && index < owed && requests[index] !== undefined) problems.push('a response is lost because invalid bytes follow its request')
    }
  } finally {
    // Half of the conversations end in order, half with a reset.
    if (bytes.length % 2 === 0) connection.socket.resetAndDestroy()
    else connection.socket.end().destroy()
  }
  return { problems, parsed, answers: connection.answers }
}

/**
 * Shrinks a conversation that still shows a problem: fewer requests, then fewer bytes.
 * @param shows whether a conversation shows it @param budget how often that may be tried
 */
export async function shrink (conversation: Conversation, shows: (conversation: Conversation) => Promise<boolean>, budget: number): Promise<Conversation> {
  let best = conversation
  let left = budget
  const tryOut = async (candidate: Conversation): Promise<boolean> => {
    if (left-- <= 0 || !await shows(candidate)) return false
    best = candidate
    return true
  }
  for (let index = best.requests.length - 1; index >= 0 && best.requests.length > 1; index--) {
    await tryOut({ ...best, requests: best.requests.filter((_request, other) => other !== index) })
  }
  await tryOut({ ...best, sizes: [] })
  for (const index of best.requests.keys()) {
    for (let length = (best.requests[index] as Buffer).length >> 1; length >= 1; length >>= 1) {
      for (let start = 0; start < (best.requests[index] as Buffer).length;) {
        const request = best.requests[index] as Buffer
        const shorter = Buffer.concat([request.subarray(0, start), request.subarray(start + length)])
        if (!await tryOut({ ...best, requests: best.requests.map((other, place) => place === index ? shorter : other) })) start += length
      }
    }
  }
  return best
}
