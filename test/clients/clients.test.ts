import t, { type Test } from 'tap'
import { startMock } from '../../src/index.js'
import { run, type Report } from './run.js'
import { clients, steps, type Client, type Step } from './table.js'

for (const client of clients) {
  t.test(client.name, async t => {
    const mock = await startMock({ host: '127.0.0.1', clock: '2021-05-03T18:03:00+05:30' })
    t.teardown(() => mock.close())
    const prefix = client.sandbox === undefined ? '' : `/s/${client.sandbox}`
    const url = `${mock.url}${prefix}`
    const accountsUrl = mock.accountsUrl.replace(mock.url, url)
    const { reports, calls, ended, output } = await run(client, { url, accountsUrl })

    for (const step of steps) {
      t.test(`${client.name} ${step.says}`, async t => {
        const report = reports.get(step.name)
        if (report?.ok) await check(t, step, report, client, url)
        else t.fail(report ? 'the client succeeds' : 'the client’s process reports the step', { error: report?.error, ended, output })
      })
    }

    t.test(`${client.name} calls the double for its steps, and for nothing else`, async t => {
      const expected = [...client.logsInBy, ...steps.flatMap(callsOf)]
      t.strictSame(calls, expected.map(call => call.replace(' /', ` ${prefix}/`).replace('{version}', client.version)))
      t.equal(ended, 'exit code 0', 'its process ends by itself', { output })
    })

    if (client.sandbox !== undefined) {
      t.test(`${client.name} leaves the default sandbox as it was`, async t => {
        t.strictSame(await json(`${mock.url}/_mock/attachments`), { attachments: [] })
      })
    }
  })
}

/** Compares what a client saw of a step, and what the double has of it, with the table. */
async function check (t: Test, step: Step, { result }: Report, client: Client, url: string): Promise<void> {
  if (step.operation === 'init') {
    // Any other address here, and an SDK would send the following calls to it.
    t.strictSame(result, { apiDomain: url, ...client.user !== undefined && { user: client.user } })
    return
  }
  if ('refusal' in step) {
    t.strictSame(result, { ...step.refusal, seenAs: client.sees.refused })
    t.strictSame(await json(`${url}/_mock/attachments?module=${step.to.module}`), { attachments: [] })
    return
  }
  const id = (result as { answer: { id?: string } }).answer.id
  t.strictSame(result, {
    http: 200,
    seenAs: client.sees.uploaded,
    answer: {
      code: 'SUCCESS',
      message: 'attachment uploaded successfully',
      status: 'success',
      id,
      createdAt: '2021-05-03T12:33:00.000Z',
      createdBy: 'Patricia Boyle'
    }
  })
  const { kind, module, record, name, link } = await json(`${url}/_mock/attachments/${id}`)
  if (step.operation === 'uploadLink') {
    t.strictSame({ kind, module, record, name, link }, { kind: 'link', ...step.to, name: step.title, link: step.link })
    return
  }
  t.strictSame({ kind, module, record, name }, { kind: 'file', ...step.to, name: step.file.name })
  const content = await fetch(`${url}/_mock/attachments/${id}/content`)
  t.ok(step.file.bytes.equals(Buffer.from(await content.arrayBuffer())), 'the bytes are the file’s')
}

/** The calls of a step after the login. */
function callsOf (step: Step): string[] {
  if (step.operation === 'init') return []
  const { module, record } = step.to
  return [`POST /crm/{version}/${module}/${record}/Attachments ${'refusal' in step ? step.refusal.http : 200}`]
}

async function json (url: string): Promise<Record<string, unknown>> {
  return await (await fetch(url)).json() as Record<string, unknown>
}
