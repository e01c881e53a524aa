import type { IncomingMessage } from 'node:http'
import { SAMPLE } from './scanned-body.js'

/** How long the first bytes may take, in milliseconds of the machine's time: a body that never comes must not hold the refusal. */
const TIMEOUT = 1000

/** The first bytes of a body that is going to be refused whatever it is; the rest is left to be drained. */
export async function readSample (raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  await new Promise<void>(resolve => {
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk)
      size += chunk.length
      if (size >= SAMPLE) end()
    }
    const end = (): void => {
      clearTimeout(timer)
      raw.off('data', onData).off('end', end).off('error', end).off('close', end)
      resolve()
    }
    const timer = setTimeout(end, TIMEOUT)
    raw.on('data', onData).once('end', end).once('error', end).once('close', end)
  })
  return Buffer.concat(chunks).subarray(0, SAMPLE)
}
