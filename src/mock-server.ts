/** A request that is sent without a socket. */
export interface InjectedRequest {
  /** `GET` by default. */
  readonly method?: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT'
  /** A path, with its query. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** The body; an object is sent as JSON. */
  readonly payload?: string | object
}

/** The answer to a request without a socket. */
export interface InjectedAnswer {
  readonly statusCode: number
  readonly statusMessage: string
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>
  readonly body: string
  readonly rawPayload: Buffer
  /** Parses the body. */
  json<Body = any> (): Body
}

/**
 * A server that does not listen yet. It is a Fastify instance: where Fastify is installed, cast it to `FastifyInstance` for
 * everything that is not named here.
 */
export interface MockServer {
  /** Sends a request without a socket. */
  inject (request: string | InjectedRequest): Promise<InjectedAnswer>
  /** Listens. @returns the URL */
  listen (options?: { readonly port?: number, readonly host?: string }): Promise<string>
  /** The addresses that it listens on. */
  addresses (): Array<string | { readonly address: string, readonly port: number, readonly family: string }>
  /** Resolves when the seed is read. @throws {SeedError} */
  ready (): PromiseLike<unknown>
  /** Stops it, and cuts off requests in flight. */
  close (): PromiseLike<unknown>
}
