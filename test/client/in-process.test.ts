import t from 'tap'
import { buildServer, connectMock, startMock } from '../../src/index.js'
import { describeMock } from './suite.js'

t.test('startMock', async t => {
  describeMock(t, async t => {
    const mock = await startMock()
    t.teardown(() => mock.close())
    return mock
  })
})

t.test('connectMock to what buildServer made', async t => {
  describeMock(t, async t => {
    const app = buildServer()
    t.teardown(() => app.close())
    return await connectMock(app)
  })
})
