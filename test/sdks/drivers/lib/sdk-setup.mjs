import { join } from 'node:path'

/** A token for a job's login, which the SDK fetches with the refresh token. */
export function tokenOf (sdk, { clientId, clientSecret, refreshToken }) {
  return new sdk.OAuthBuilder().clientId(clientId).clientSecret(clientSecret).refreshToken(refreshToken).build()
}

/** Initialises an SDK of version 2.0 or later. Without a store and a path it would write into the project in which it is installed. */
export async function initializeAt (home, sdk, builder) {
  await builder
    .store(new sdk.FileStore(join(home, 'tokens')))
    // Without the slash, the SDKs from 6.0 on look for what they know of related lists beside the folder.
    .resourcePath(`${home}/`)
    .logger(new sdk.LogBuilder().level(sdk.Levels.INFO).filePath(join(home, 'log')).build())
    .initialize()
}
