import { readFileSync } from 'node:fs'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string, readonly dependencies?: Readonly<Record<string, string>> }>>
}

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lock

/** The version of a package that `npm ci` installs for the tests. Throws unless test/package.json pins that version. */
export function installed (name: string): string {
  const version = packages[`node_modules/${name}`]?.version
  const pinned = packages['']?.dependencies?.[name]
  if (version === undefined || version !== pinned) throw new Error(`Expected test/package.json to ask for ${name} ${version}, got ${pinned}`)
  return version
}
