import { listen } from './listen.js'
import { completeOptions, type Options } from './options.js'
import { assemble } from './server.js'

/** A running double. */
export interface Mock extends AsyncDisposable {
  /** The base URL that stands for https://www.zohoapis.com. */
  readonly url: string
  /** The full URL of the token endpoint, as Zoho's SDKs want it. */
  readonly accountsUrl: string
  /** The same as `url`, by HTTPS; absent without `tlsPort`. */
  readonly tlsUrl: string | undefined
  /** The authority for clients to trust, as PEM; absent without `tlsPort`, and where the certificate is your own. */
  readonly ca: string | undefined
  /** Back to the seed. */
  reset (): Promise<void>
  /** Stops at once; requests in flight are cut off. */
  close (): Promise<void>
}

/**
 * Starts a double in this process, on a free port unless `port` says another.
 * @throws {OptionError} for an option that cannot be used
 * @throws {SeedError} for a seed that cannot be used
 * @throws {Error} with code EADDRINUSE where a port is taken
 */
export async function startMock (options: Options = {}): Promise<Mock> {
  const config = completeOptions({ port: 0, logLevel: 'silent', ...options })
  const app = assemble(config)
  const { url, accountsUrl, tlsUrl } = await listen(app, config)
  const close = async (): Promise<void> => { await app.close() }
  return {
    url,
    accountsUrl,
    tlsUrl,
    ca: app.identity?.ca,
    reset: async () => { await app.inject({ method: 'POST', url: '/_mock/reset' }) },
    close,
    [Symbol.asyncDispose]: close
  }
}
