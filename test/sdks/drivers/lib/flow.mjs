import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'

/**
 * Reads a job from stdin, takes its steps in order, and writes one line of JSON for each: { step, ok, result | error }.
 * @param connect creates a client's operations, by name, for a job. An operation takes the input of its step, in which `record` is
 *   the id of the record that the step `create` made.
 */
export async function flow (connect) {
  const job = JSON.parse(await text(process.stdin))
  const operations = await connect(job)
  let record
  for (const { operation, ...input } of job.steps) {
    const report = await operations[operation]({ ...input, record }).then(result => ({ ok: true, result }), error => ({ ok: false, error: inspect(error) }))
    if (operation === 'create') record = report.result?.rows?.[0]?.id
    process.stdout.write(`${JSON.stringify({ step: operation, ...report })}\n`)
  }
}
