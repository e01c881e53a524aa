/**
 * The methods that a path has an operation for. Needed where a request matched no route: Fastify answers 404 for an unknown
 * method, but Zoho has its own answer. A route for each method that a path has not would make the start of a server slower.
 * @param path as `decodedPath` returns it, without the prefix of the operations
 */
export function allowedMethodsAt (operations: ReadonlyArray<{ readonly path: string, readonly method: string }>, path: string): string[] {
  return operations.filter(({ path: pattern }) => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)).map(({ method }) => method)
}
