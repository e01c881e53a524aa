// One test file: each step of it, in milliseconds, as JSON.
import { createSteps } from './steps.js'

const { step, times } = createSteps()

const { startMock } = await import('../../dist/index.js')
step('import')
const mock = await startMock()
step('first startMock')
const upload = async () => {
  const body = new FormData()
  body.set('file', new Blob(['Hello']), 'a.txt')
  const reply = await fetch(`${mock.url}/crm/v8/Leads/1/Attachments`, { method: 'POST', headers: { authorization: 'Zoho-oauthtoken 1000.all' }, body })
  return await reply.text()
}
await upload()
step('first upload')
await mock.faults.add({ operation: 'upload', action: { answer: 'INTERNAL_ERROR' } })
step('first call of the control API')
const other = await startMock()
step('next startMock')
const ROUNDS = 20
for (let round = 0; round < ROUNDS; round++) await mock.reset()
step('reset', ROUNDS)
await other.close()
await mock.close()
step('close')
console.log(JSON.stringify(times))
