import type { FastifyRequest } from 'fastify'
import { limits } from '../zoho/limits.js'
import { Refusal } from '../zoho/refusal.js'
import type { Form } from './form.js'

/**
 * Reads an urlencoded body. Zoho's PHP SDKs announce one for a link and send it chunked with no bytes.
 * @throws {Refusal} `request.body-too-large`
 */
export async function readUrlencoded ({ raw }: FastifyRequest): Promise<Form> {
  const chunks: Buffer[] = []
  let size = 0
  // Left undestroyed: the refusal of a body that is too long still has to be sent.
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > limits.plainBody) {
      throw new Refusal('request.body-too-large', `expected an urlencoded body of at most ${limits.plainBody} bytes, got more`)
    }
    chunks.push(chunk)
  }
  const fields = [...new URLSearchParams(Buffer.concat(chunks).toString())]
  return { kind: fields.length === 0 ? 'none' : 'urlencoded', files: [], fields, ignored: [] }
}
