import { join } from 'node:path'

/** The token of a job's login, which the SDK fetches with its refresh token. */
export function tokenOf (sdk, { clientId, clientSecret, refreshToken }) {
  return new sdk.OAuthBuilder().clientId(clientId).clientSecret(clientSecret).refreshToken(refreshToken).build()
}

/** Initializes an SDK of 2.0 and later. Without a store and a path it writes into the project that it is installed in. */
export async function initializeAt (home, sdk, builder) {
  await builder
    .store(new sdk.FileStore(join(home, 'tokens')))
    .resourcePath(home)
    .logger(new sdk.LogBuilder().level(sdk.Levels.INFO).filePath(join(home, 'log')).build())
    .initialize()
}
