/** The methods that a URL has no operation for. */
interface DisallowedMethods<Method extends string> {
  readonly url: string
  readonly methods: Method[]
  readonly allowedMethods: readonly Method[]
}

/**
 * Lists, for each path, the methods without an operation. Fastify answers those with 404, but Zoho has its own answer.
 * @param supported every method that the server supports
 */
export function methodsNotAllowed<Method extends string> (operations: ReadonlyArray<{ readonly path: string, readonly method: Method }>, supported: readonly string[]): Array<DisallowedMethods<Method>> {
  const paths = [...new Set(operations.map(({ path }) => path))]
  return paths.map(url => {
    const allowedMethods = operations.filter(({ path }) => path === url).map(({ method }) => method)
    return { url, methods: (supported as readonly Method[]).filter(method => !allowedMethods.includes(method)), allowedMethods }
  })
}

/**
 * The methods that a path has an operation for; needed where a request matched no route. Node's parser accepts methods that
 * Fastify does not know, such as PROPFIND, and those match no route on any path.
 * @param path as it was sent, without its query
 */
export function allowedMethodsAt (operations: ReadonlyArray<{ readonly path: string, readonly method: string }>, path: string): string[] {
  return operations.filter(({ path: pattern }) => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)).map(({ method }) => method)
}
