import { createFramer, cut, field, isAboutBytes, openHostileLine, writePieces, type Answer, type Framing } from './connection.js'
import type { Conversation } from './mutate.js'
import { pathOf, shapeFault } from './shapes.js'

/** Comes behind every conversation: its answer says that everything before it was answered. */
export const SENTINEL = Buffer.from('GET /_mock/livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')

/** How long an answer may take before it counts as a hang, in milliseconds. Nothing that is complete has to wait: this is for a busy machine. */
const PATIENCE = 15_000
/** How long the server may be silent before Node's parser is asked whether it owes anything. */
const SILENCE = 300

/** What came of a conversation. */
export interface Outcome {
  /** What was wrong, in words that are the same for all of a kind. */
  readonly faults: readonly string[]
  readonly framing: Framing
  readonly answers: readonly Answer[]
}

const frame = createFramer()

/** All bytes of a conversation. */
export function bytesOf ({ requests }: Conversation): Buffer {
  return Buffer.concat([...requests, SENTINEL])
}

/** Sends a conversation over a connection of its own, waits until all that is owed has come, and looks at it. */
export async function converse (port: number, conversation: Conversation): Promise<Outcome> {
  const bytes = bytesOf(conversation)
  const framing = await frame(bytes)
  const { requests } = framing
  const line = await openHostileLine(port, index => requests[index]?.method === 'HEAD')
  const faults: string[] = []
  try {
    await writePieces(line, conversation.sizes.length === 0 ? [bytes] : cut(bytes, conversation.sizes))
    const owed = requests.filter(({ isComplete }) => isComplete).length
    // Somebody may have asked to be kept waiting.
    const mayWait = requests.some(({ url }) => /\/requests\/(await|stream)|\/events/.test(pathOf(url)))
    const isOver = (): boolean => line.broken !== undefined || (line.answers.length >= owed && !line.isInside)
    if (owed > 0 && !framing.isMalformed) await line.until(isOver, mayWait ? SILENCE : PATIENCE)
    else await line.until(() => line.broken !== undefined, framing.isMalformed ? PATIENCE : SILENCE)

    const { answers, broken, isClosed } = line
    if (broken !== undefined) faults.push(broken.replace(/^(not the [a-z ]+): .*x-mock-rule.*/s, '$1: an answer inside an answer'))
    const isHung = answers.length < owed && !isClosed && !mayWait && !framing.isMalformed
    if (isHung) faults.push(`a hang: ${requests[answers.length]?.method} ${pathOf(requests[answers.length]?.url ?? '').replaceAll(/\d{3,}/g, 'N')} was not answered`)
    if (framing.isMalformed && !isClosed) faults.push('bytes that are no request leave the connection open')
    // RFC 9112 §9.6: a client that sends more behind its last request may lose the answer with the connection.
    const isLastFirst = /\bclose\b/i.test(String(requests[0]?.headers.connection)) || !/^[^\n]* HTTP\/1\.1\r?\n/.test(bytes.toString('latin1'))
    if (isClosed && answers.length === 0 && !isLastFirst) faults.push(`the connection was closed without an answer: ${requests[0]?.method ?? 'no request'}`)
    const last = answers.at(-1)
    // What is answered before its body has come may turn out to be broken in it.
    const isWhole = !framing.isMalformed && requests.every(({ isComplete }) => isComplete)
    if (isClosed && isWhole && last && field(last, 'connection') !== 'close') faults.push(`the connection was closed after an answer that keeps it alive: ${last.status} ${field(last, 'x-mock-rule') ?? ''}`)
    for (const [index, answer] of answers.entries()) {
      // Bytes that are no request end a conversation, and may be noticed before what came first is answered.
      const isOfBytes = isAboutBytes(answer) && index === answers.length - 1
      const fault = shapeFault(isOfBytes ? undefined : requests[index], answer)
      if (fault !== undefined) faults.push(fault)
      if (isOfBytes && index < owed && requests[index] !== undefined) faults.push('an answer is lost to bytes behind it that are no request')
    }
  } finally {
    // Half of all that is unfinished ends politely.
    if (bytes.length % 2 === 0) line.socket.resetAndDestroy()
    else line.socket.end().destroy()
  }
  return { faults, framing, answers: line.answers }
}

/**
 * Makes a conversation that still shows a fault smaller: fewer requests, then fewer bytes.
 * @param shows whether a conversation shows it @param budget how often that may be asked
 */
export async function smaller (conversation: Conversation, shows: (conversation: Conversation) => Promise<boolean>, budget: number): Promise<Conversation> {
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
