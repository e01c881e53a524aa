import { Writable } from 'node:stream'
import { main } from '../../src/commands/main.js'

/** What a command printed, and its exit code. */
export interface Output {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in this process. */
export async function run (args: readonly string[], environment: Readonly<Record<string, string>> = {}, terminal: { readonly isTTY?: boolean } = {}): Promise<Output> {
  const texts = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof texts): Writable => new Writable({
    write (chunk, _encoding, done) {
      texts[name] += String(chunk)
      done()
    }
  })
  const code = await main(args, environment, { stdout: Object.assign(sink('stdout'), terminal), stderr: sink('stderr') }, () => {})
  return { code, ...texts }
}
