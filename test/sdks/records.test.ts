import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startMock } from '../../src/index.js'
import { newestVersion } from '../../src/zoho/versions.js'
import { flow, flowClients, RECORD, type FlowClient } from './flow.js'
import { runDriver } from './run.js'

// Each client is a process that mostly waits for its modules to load.
t.jobs = availableParallelism()

for (const flowClient of flowClients) {
  const { name, client, driver, autoRefreshFields } = flowClient
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
      const sent = flow.map(({ request, http }) => `${flowClient.usesRecordUrls ? request : request.replace(/^(PUT|DELETE) (.*)\/\{id\}$/, '$1 $2')} ${http}`)
      const requests = [...client.logsInBy, ...[...metadataOf(flowClient), ...sent].map(request => request.replace(' /', ` /crm/${client.version}/`))]
      t.strictSame(calls, requests.map(request => request.replace('{version}', client.version).replace('{id}', RECORD)))
      t.equal(ended, 'exit code 0', 'its process exits by itself', { output })
    })
  })
}

/** The requests for metadata before the first request for a record. What comes is kept in the folder of the run. */
function metadataOf ({ asksForFields, autoRefreshFields }: FlowClient): string[] {
  if (!asksForFields) return []
  return autoRefreshFields ? ['GET /settings/modules 200', ...newestVersion.modules.map(() => 'GET /settings/fields 200')] : ['GET /settings/fields 200']
}
