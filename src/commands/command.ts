import type { CompleteOptions } from '../options.js'

/** Where a command writes. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

/** What a command is given. */
export interface Invocation {
  readonly options: CompleteOptions
  /** Whether `--wait` was given; only `readyz` has it. */
  readonly wait: boolean
  readonly output: Output
}

/** A command. @returns the exit code, or nothing where it goes on running. */
export type Command = (invocation: Invocation) => Promise<number | undefined>
