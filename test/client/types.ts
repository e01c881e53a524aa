// What the types of the library let through, and what not: `npm run types` reads it, nothing runs it.
import { buildServer, connectMock, MockError, startMock, type Criteria, type FaultRule, type JournalRequest, type Mock, type MockSandbox, type Options, type Seed, type AuditReport } from '../../src/index.js'

export async function uses (): Promise<unknown> {
  const options: Options = { port: 0, clock: '2026-01-02T03:04:05Z', fault: ['upload:INTERNAL_ERROR', { operation: 'list', delay: '1s' }], seed: { records: 'any' } }
  await using mock: Mock = await startMock(options)
  const remote: Mock = await connectMock(new URL(mock.url))
  const inProcess: Mock = await connectMock(buildServer())
  const sandbox: MockSandbox = remote.sandbox('worker-3')

  const fault: FaultRule = { operation: '*', times: 'always', probability: 0.5, action: { reset: { phase: 'body', atBytes: 5 } } }
  const { id, hits }: { id: string, hits: number } = await mock.faults.add(fault)
  const criteria: Criteria = { operation: 'upload', status: 200, outcome: 'answered' }
  const [request]: JournalRequest[] = await sandbox.requests.await({ ...criteria, count: 2, timeout: '1s' })
  const status: number | undefined = request?.answer?.status
  for await (const { ignored } of await mock.requests.stream()) ignored.map(name => name.length)
  const state: Seed = await inProcess.state.get()
  const { findings }: AuditReport = await mock.audit()
  await mock.reset('attachments', 'journal')
  const bytes: Buffer = await mock.attachments.content('1')

  // @ts-expect-error a port is a number
  await startMock({ port: true })
  // @ts-expect-error there is no such option
  await startMock({ prot: 1 })
  // @ts-expect-error there is no such operation
  await mock.faults.add({ operation: 'uplod' })
  // @ts-expect-error a fault is for an operation
  await mock.faults.add({ delay: '1s' })
  // @ts-expect-error a connection breaks at a phase
  await mock.faults.add({ operation: 'upload', action: { reset: {} } })
  // @ts-expect-error there is no such part
  await mock.reset('token')
  // @ts-expect-error a status is a number
  await mock.requests.list({ status: '200' })
  // @ts-expect-error an instant belongs to a clock that stands still
  await mock.clock.set({ mode: 'real', at: '2026-01-02T03:04:05Z' })
  // @ts-expect-error a sandbox is not closed, its double is
  await sandbox.close()
  return [id, hits, status, state, findings, bytes, new MockError('', 404, {}).status]
}
