import { startMock } from 'zoho-attachments-mock'
import { test as base } from 'vitest'

/** `test` with a sandbox of its own in `zoho`. All tests of a file share one double. */
export const test = base.extend({
  mock: [async ({}, use) => { // eslint-disable-line no-empty-pattern -- vitest reads which fixtures are wanted
    const mock = await startMock()
    await use(mock)
    await mock.close()
  }, { scope: 'file' }],
  zoho: async ({ mock, task }, use) => {
    await use(mock.sandbox(task.name))
  }
})
