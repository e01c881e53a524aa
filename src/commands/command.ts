import type { CompleteOptions, OptionName } from '../options.js'

/** The streams that a command writes to. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

/** The parsed command line, and what else a command needs. */
export interface Invocation {
  readonly options: CompleteOptions
  /** Names of the options that were set, rather than left at their default. */
  readonly explicitOptions: ReadonlySet<string>
  /** The command's own flags, by name. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  /** The arguments after `--`. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly output: Output
  /** To be called when a server is ready. */
  readonly onReady: () => void
}

/** Runs a command. @returns the exit code; `undefined` if it keeps running */
export type Command = (invocation: Invocation) => Promise<number | undefined>

/** A flag of a single command. */
interface CommandFlag {
  /** The placeholder for its value in the help; absent for a switch. */
  readonly value?: string
  readonly help: string
}

/** A row of the table of commands. */
export interface CommandRow {
  readonly help: string
  /** The usage, after the name of the program. */
  readonly usage: string
  readonly flags: Readonly<Record<string, CommandFlag>>
  /** The options that it uses; absent where these are all. */
  readonly options?: readonly OptionName[]
  /** Whether arguments may follow after `--`. */
  readonly takesArgs?: boolean
  readonly load: () => Promise<Command>
}
