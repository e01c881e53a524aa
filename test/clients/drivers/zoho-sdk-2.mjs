import { createRequire } from 'node:module'
import { join } from 'node:path'
import { drive } from './lib/harness.mjs'
import { authenticate, sdk2Operations } from './lib/sdk-2.mjs'

const require = createRequire(import.meta.url)

// Zoho's Node and TypeScript SDKs 2.1 and 2.0, which differ in how their classes are reached only.
drive(async job => {
  const sdk = await (job.package.endsWith('-2.0') ? classesByPath(job.package) : classesByName(job.package))
  return {
    init: async () => {
      const { clientId, clientSecret, refreshToken } = job.login
      const token = new sdk.OAuthBuilder().clientId(clientId).clientSecret(clientSecret).refreshToken(refreshToken).build()
      const builder = await new sdk.InitializeBuilder()
      await builder
        .user(new sdk.UserSignature('patricia.boyle@example.com'))
        .environment(new sdk.Environment(job.url, job.accountsUrl, job.url, 'mock'))
        .token(token)
        // Without a store and a path the SDK writes into the project that it is installed in.
        .store(new sdk.FileStore(join(job.home, 'tokens')))
        .resourcePath(job.home)
        .logger(new sdk.LogBuilder().level(sdk.Levels.INFO).filePath(join(job.home, 'log')).build())
        .initialize()
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
