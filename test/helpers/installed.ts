import { readFileSync } from 'node:fs'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string, readonly devDependencies?: Readonly<Record<string, string>> }>>
}

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock

/** The version of a package that `npm ci` installs; throws unless package.json asks for that very version. */
export function installed (name: string): string {
  const version = packages[`node_modules/${name}`]?.version
  const asked = packages['']?.devDependencies?.[name]
  if (version === undefined || version !== asked) throw new Error(`Expected package.json to ask for ${name} ${version}, got ${asked}`)
  return version
}
