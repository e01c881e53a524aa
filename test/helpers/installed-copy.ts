import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** A copy of the whole built package that was never started, with a compile cache of its own. */
export class InstalledCopy {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv

  /**
   * @param dist the folder of the built package
   * @param folder where the copy goes, outside of `dist`
   */
  constructor (dist: string, folder: string) {
    this.folder = folder
    // The whole folder: a launcher without the chunks that it loads would only be able to fail.
    cpSync(dist, folder, { recursive: true })
    // From Node 22.8 on there is no cache beside the bundle.
    const cache = join(folder, 'compile-cache')
    mkdirSync(cache)
    this.environment = { ...process.env, NODE_COMPILE_CACHE: cache }
  }

  /** The command line that runs the package's command. */
  command (...args: readonly string[]): [string, ...string[]] {
    return [process.execPath, join(this.folder, 'bin.cjs'), ...args]
  }
}
