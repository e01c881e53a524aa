import type { IncomingMessage } from 'node:http'
import { sampleBody } from '../http/body-sample.js'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/rules.js'

/**
 * Reads a body that is not multipart.
 * @param what what the refusal calls it, such as `an urlencoded body`
 * @throws {Refusal} `request.body-too-large`
 */
export async function readPlainBody (raw: IncomingMessage, what: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Keep the stream: the refusal of a body that is too long still has to be sent.
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    sampleBody(raw, chunk)
    if (size > limits.plainBody) throw new Refusal('request.body-too-large', `expected ${what} of at most ${limits.plainBody} bytes, got more`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
