import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'

/**
 * Reads a job from stdin, does its steps in order, and writes one line of JSON for each: { step, ok, result | error }.
 * @param connect makes a client's operations, by name, for a job; an operation takes a step's input
 */
export async function drive (connect) {
  const job = JSON.parse(await text(process.stdin))
  const operations = await connect(job)
  for (const { step, operation, input } of job.steps) {
    const report = await Promise.resolve(input).then(operations[operation]).then(
      result => ({ step, ok: true, result }),
      error => ({ step, ok: false, error: inspect(error) })
    )
    process.stdout.write(`${JSON.stringify(report)}\n`)
  }
}
