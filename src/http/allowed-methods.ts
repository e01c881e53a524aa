/** A URL's methods that have no operation. */
interface Unused<Method extends string> {
  readonly url: string
  readonly methods: Method[]
  readonly allowedMethods: readonly Method[]
}

/**
 * For each path the methods that nothing is done with: Fastify answers those 404 where Zoho has an answer of its own.
 * @param supported every method that the server understands
 */
export function methodsNotAllowed<Method extends string> (operations: ReadonlyArray<{ readonly path: string, readonly method: Method }>, supported: readonly string[]): Array<Unused<Method>> {
  const paths = [...new Set(operations.map(({ path }) => path))]
  return paths.map(url => {
    const allowedMethods = operations.filter(({ path }) => path === url).map(({ method }) => method)
    return { url, methods: (supported as readonly Method[]).filter(method => !allowedMethods.includes(method)), allowedMethods }
  })
}

/**
 * The methods that a path has something for. Node's parser knows methods that Fastify does not, such as PROPFIND; those find
 * no route, whatever the path.
 * @param path as it was sent, without its query
 */
export function allowedMethodsAt (operations: ReadonlyArray<{ readonly path: string, readonly method: string }>, path: string): string[] {
  return operations.filter(({ path: pattern }) => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)).map(({ method }) => method)
}
