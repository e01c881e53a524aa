import { join } from 'node:path'
import { buildPackage } from '../../src/build/build.js'

/** Builds the package into a folder, as `npm run build` does. @returns the path of the command's launcher */
export async function buildCommand (folder: string): Promise<string> {
  await buildPackage(folder)
  return join(folder, 'bin.cjs')
}
