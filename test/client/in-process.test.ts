import t, { type Test } from 'tap'
import { buildServer, connectMock, startMock, type Mock } from '../../src/index.js'
import { describeAudit } from './audit-suite.js'
import { describeFaults } from './faults-suite.js'
import { describeRequests } from './requests-suite.js'
import { describeStubs } from './stubs-suite.js'
import { describeMock } from './suite.js'
import { describeWorld } from './world-suite.js'

t.test('startMock returns the whole interface', async t => {
  const start = async (t: Test): Promise<Mock> => {
    const mock = await startMock()
    t.teardown(() => mock.close())
    return mock
  }
  describeMock(t, start)
  describeWorld(t, start)
  describeFaults(t, start)
  describeStubs(t, start)
  describeRequests(t, start)
  describeAudit(t, start)
})

t.test('connectMock to a server of buildServer returns the whole interface', async t => {
  const start = async (t: Test): Promise<Mock> => {
    const app = buildServer()
    t.teardown(() => app.close())
    return await connectMock(app)
  }
  describeMock(t, start)
  describeWorld(t, start)
  describeFaults(t, start)
  describeStubs(t, start)
  describeRequests(t, start)
  describeAudit(t, start)
})
