import { createRequire } from 'node:module'
import { drive } from './lib/harness.mjs'
import { authenticate, sdk2Operations } from './lib/sdk-2.mjs'
import { initializeAt, tokenOf } from './lib/sdk-setup.mjs'

const require = createRequire(import.meta.url)

// Zoho's Node and TypeScript SDKs 2.1 and 2.0, which differ only in how their classes are imported.
drive(async job => {
  const sdk = await (job.package.endsWith('-2.0') ? classesByPath(job.package) : classesByName(job.package))
  return {
    init: async () => {
      const token = tokenOf(sdk, job.login)
      const builder = await new sdk.InitializeBuilder()
      await initializeAt(job.home, sdk, builder
        .user(new sdk.UserSignature('patricia.boyle@example.com'))
        .environment(new sdk.Environment(job.url, job.accountsUrl, job.url, 'mock'))
        .token(token))
      await authenticate(sdk, token)
      return {}
    },
    ...sdk2Operations(sdk)
  }
})

async function classesByName (name) {
  const loaded = await import(name)
  const sdk = loaded.default ?? loaded
  return { ...sdk, ...sdk.Attachments }
}

function classesByPath (name) {
  return Object.assign({}, ...[
    'routes/initializer', 'routes/initialize_builder', 'routes/user_signature', 'routes/parameter_map', 'routes/dc/environment',
    'routes/logger/logger', 'routes/logger/log_builder',
    'models/authenticator/oauth_builder', 'models/authenticator/store/file_store', 'utils/util/stream_wrapper',
    ...['attachments_operations', 'file_body_wrapper', 'action_wrapper', 'response_wrapper', 'success_response', 'api_exception']
      .map(file => `core/com/zoho/crm/api/attachments/${file}`)
  ].map(path => require(`${name}/${path}.js`)))
}
