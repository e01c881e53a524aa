import type { CompleteOptions } from '../options.js'

/** Where a command writes. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

/** What a command is given. */
export interface Invocation {
  readonly options: CompleteOptions
  /** Names of the options that somebody set. */
  readonly given: ReadonlySet<string>
  /** The command's own flags, by name. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  /** What stood behind `--`. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly output: Output
}

/** A command. @returns the exit code, or nothing where it goes on running. */
export type Command = (invocation: Invocation) => Promise<number | undefined>

/** A flag that only one command has. */
interface OwnFlag {
  /** How its value is written in the help; it is a switch where absent. */
  readonly value?: string
  readonly help: string
}

/** A row of the table of commands. */
export interface CommandRow {
  readonly help: string
  /** How it is called, behind the name of the program. */
  readonly usage: string
  readonly flags: Readonly<Record<string, OwnFlag>>
  /** Whether words of another command follow behind `--`. */
  readonly takesArgs?: boolean
  readonly load: () => Promise<Command>
}
