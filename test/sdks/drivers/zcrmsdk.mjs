import { createRequire } from 'node:module'
import { join } from 'node:path'
import { drive } from './lib/harness.mjs'
import { authenticate, sdk2Operations } from './lib/sdk-2.mjs'

const require = createRequire(import.meta.url)

// Zoho's Node SDK 1.1, for API v2.
const sdk = Object.assign({}, ...[
  'routes/initializer', 'routes/user_signature', 'routes/parameter_map', 'routes/dc/environment', 'routes/logger/logger', 'routes/sdk_config_builder',
  'models/authenticator/oauth_token', 'models/authenticator/store/file_store', 'utils/util/stream_wrapper',
  ...['attachments_operations', 'file_body_wrapper', 'action_wrapper', 'response_wrapper', 'success_response', 'api_exception']
    .map(file => `core/com/zoho/crm/api/attachments/${file}`)
].map(path => require(`zcrmsdk/${path}.js`)))

drive(async job => ({
  init: async () => {
    const { clientId, clientSecret, refreshToken } = job.login
    const token = new sdk.OAuthToken(clientId, clientSecret, refreshToken, sdk.TokenType.REFRESH)
    await sdk.Initializer.initialize(
      new sdk.UserSignature('patricia.boyle@example.com'),
      new sdk.Environment(job.url, job.accountsUrl, job.url),
      token,
      // Without a store and a path the SDK would write into the project in which it is installed.
      new sdk.FileStore(join(job.home, 'tokens')),
      new sdk.SDKConfigBuilder().build(),
      job.home,
      sdk.Logger.getInstance(sdk.Levels.INFO, join(job.home, 'log'))
    )
    await authenticate(sdk, token)
    return {}
  },
  ...sdk2Operations(sdk)
}))
