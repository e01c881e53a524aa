import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import t, { type Test } from 'tap'
import { startMock } from '../../src/index.js'
import { clientRow } from '../helpers/readme.js'
import { clients } from './clients.js'
import { expected, requestOf } from './expectation.js'
import { run, type Run } from './run.js'
import { steps } from './steps.js'

// Each client is a process that mostly waits for its modules to load.
t.jobs = availableParallelism()

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').split('\n')

for (const client of clients) {
  t.test(client.name, { buffered: true }, async t => {
    const mock = await startMock({ host: '127.0.0.1', clock: '2021-05-03T18:03:00+05:30', ...client.answers && { answers: client.answers } })
    t.teardown(() => mock.close())
    const prefix = client.sandbox === undefined ? '' : `/s/${client.sandbox}`
    const url = `${mock.url}${prefix}`
    const ran = await run(client, { url, accountsUrl: mock.accountsUrl.replace(mock.url, url) })

    const passed = new Set<string>()
    for (const { name, says, calls } of steps) {
      t.test(`${client.name} ${says}`, async t => {
        if (check(t, ran, name, calls.map(call => expected(call, client, url, name => idOf(name, ran))))) passed.add(name)
      })
    }

    t.test(`${client.name} makes the requests of its steps and no others`, async t => {
      const requests = [...client.logsInBy, ...steps.flatMap(({ calls }) => calls).flatMap(requestOf)]
      t.strictSame(ran.calls, requests.map(request => request.replace(' /', ` ${prefix}/`).replace('{version}', client.version)))
      t.equal(ran.ended, 'exit code 0', 'its process exits by itself', { output: ran.output })
    })

    t.test(`${client.name} leaves no attachments behind`, async t => {
      for (const base of new Set([url, mock.url])) t.strictSame(await attachmentsOf(base), { attachments: [] }, base)
    })

    t.test(`${client.name} has its results in README’s matrix`, async t => {
      t.ok(readme.includes(clientRow(client, passed)), 'UPDATE_README=1 npx tap test/readme.test.ts updates the rows', { row: clientRow(client, passed) })
    })
  })
}

/** Compares a client's reports of a step with the expected ones, call by call. @returns whether they are equal */
function check (t: Test, { reports, ended, output }: Run, step: string, wanted: readonly object[]): boolean {
  const made = reports.filter(report => report.step === step)
  for (const { error } of made.filter(({ ok }) => !ok)) t.fail('the client succeeds', { error, output })
  return t.strictSame(made.map(({ result }) => result), wanted, ended)
}

/** The id that a client received for an upload. Other names are ids that do not exist. */
function idOf (name: string, { reports }: Run): string {
  return reports.map(({ result }) => result as { as?: string, rows?: Array<{ id: string }> } | undefined).find(result => result?.as === name)?.rows?.[0]?.id ?? name
}

async function attachmentsOf (base: string): Promise<unknown> {
  return (await fetch(`${base}/_mock/attachments`)).json()
}
