/** A file of the page. */
export interface Asset {
  /** `index.html`, or below `ui/` a name with the hash of its content. */
  readonly name: string
  readonly type: string
  readonly text: string
}

let compiled: Promise<readonly Asset[]> | undefined

/**
 * The files of the page. In the source they are compiled when they are first asked for. `npm run build` puts what it
 * compiled in the place of this module.
 */
export function assets (): Promise<readonly Asset[]> {
  compiled ??= compile()
  return compiled
}

async function compile (): Promise<readonly Asset[]> {
  // eslint-disable-next-line no-restricted-syntax -- not in the bundle
  const { compilePage } = await import('../build/inspector.js')
  return (await compilePage()).assets
}
