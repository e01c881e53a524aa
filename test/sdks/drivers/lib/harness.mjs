import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'

/**
 * Reads a job from stdin, makes its calls in order, and writes one line of JSON for each: { step, ok, result | error }.
 * @param connect creates a client's operations, by name, for a job. An operation takes the input of a call, in which
 * `attachment` and `attachments` are ids.
 */
export async function drive (connect) {
  const job = JSON.parse(await text(process.stdin))
  const operations = await connect(job)
  // Ids of attachments by their names in the job.
  const ids = new Map()
  const idOf = name => ids.get(name) ?? name

  async function make ({ operation, input: { as, attachment, attachments, ...input } }) {
    const { bytes, ...result } = await operations[operation]({ ...input, attachment: idOf(attachment), attachments: attachments?.map(idOf) })
    if (bytes !== undefined) return { ...result, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    if (as === undefined) return result
    ids.set(as, result.rows[0].id)
    return { as, ...result, stored: await storedOf(job.url, ids.get(as)) }
  }

  for (const call of job.calls) {
    const report = await make(call).then(result => ({ ok: true, result }), error => ({ ok: false, error: inspect(error) }))
    process.stdout.write(`${JSON.stringify({ step: call.step, ...report })}\n`)
  }
}

/** An attachment as the double stored it, read at once because later steps delete it. */
async function storedOf (url, id) {
  const { kind, module, record, name, link, size, sha256 } = await (await fetch(`${url}/_mock/attachments/${id}`)).json()
  return { kind, module, record, name, ...kind === 'link' ? { link } : { size, sha256 } }
}
