import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'

/** What later steps need of those that make something. */
const MADE = { create: 'record', createNote: 'note', storeFile: 'file' }

/**
 * Reads a job from stdin, takes its steps in order, and writes one line of JSON for each: { step, ok, result | error }.
 * @param connect creates a client's operations, by name, for a job. An operation takes the input of its step, beside the ids of
 *   the `record`, the `note` and the `file` that were made. With `of`, a step takes that id for the record's.
 */
export async function flow (connect) {
  const job = JSON.parse(await text(process.stdin))
  const operations = await connect(job)
  const ids = {}
  for (const { operation, of = 'record', ...input } of job.steps) {
    const report = await operations[operation]({ ...ids, ...input, record: ids[of] }).then(result => ({ ok: true, result }), error => ({ ok: false, error: inspect(error) }))
    if (operation in MADE) ids[MADE[operation]] = report.result?.rows?.[0]?.id
    process.stdout.write(`${JSON.stringify({ step: operation, ...report })}\n`)
  }
}
