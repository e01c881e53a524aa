/** The type with everything readonly, so that callers can pass frozen values. */
export type Immutable<Value> = Value extends ReadonlyArray<infer Item>
  ? ReadonlyArray<Immutable<Item>>
  : Value extends object ? { readonly [Key in keyof Value]: Immutable<Value[Key]> } : Value

/** The schema of the JSON that an operation answers with, which may have another form for browsers. */
export type JsonOf<Response> = Response extends { readonly content: { readonly 'application/json': { readonly schema: infer Literal } } } ? Literal : Response
