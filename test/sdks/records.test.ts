import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startMock } from '../../src/index.js'
import { flowClients } from './flow-clients.js'
import { requestsOf } from './flow-step.js'
import { flowOf } from './flow.js'
import { runDriver } from './run.js'

// Each client is a process that mostly waits for its modules to load.
t.jobs = availableParallelism()

for (const flowClient of flowClients) {
  const { name, client, driver, autoRefreshFields } = flowClient
  const flow = flowOf(flowClient)
  t.test(name, { buffered: true }, async t => {
    const mock = await startMock({ host: '127.0.0.1', clock: '2021-05-03T18:03:00+05:30', ...client.answers && { answers: client.answers } })
    t.teardown(() => mock.close())
    const { reports, calls, ended, output } = await runDriver({ ...client, driver }, { url: mock.url, accountsUrl: mock.accountsUrl }, async home => {
      const path = join(home, 'hello.txt')
      await writeFile(path, 'Hello')
      return { autoRefreshFields, steps: [{ operation: 'init' }, ...flow.map(({ operation, input }) => ({ operation, path, ...input }))] }
    })

    for (const [index, { says, sees }] of flow.entries()) {
      t.test(`${name} ${says}`, async t => {
        const { ok, result, error } = reports[index + 1] ?? { ok: false }
        t.strictSame(ok ? result : error, sees(flowClient), ended, { output })
      })
    }

    t.test(`${name} makes the requests of the flow and no others`, async t => {
      const login = client.logsInBy.map(request => request.replace('{version}', client.version))
      t.strictSame(calls, [...login, ...flow.flatMap(step => requestsOf(step, flowClient))])
      t.equal(ended, 'exit code 0', 'its process exits by itself', { output })
    })
  })
}
