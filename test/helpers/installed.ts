import { readFileSync } from 'node:fs'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string, readonly devDependencies?: Readonly<Record<string, string>> }>>
}

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock

/** The version of a package that `npm ci` installs. Throws unless package.json pins that version. */
export function installed (name: string): string {
  const version = packages[`node_modules/${name}`]?.version
  const pinned = packages['']?.devDependencies?.[name]
  if (version === undefined || version !== pinned) throw new Error(`Expected package.json to ask for ${name} ${version}, got ${pinned}`)
  return version
}
