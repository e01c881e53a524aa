import type { CommandRow } from './command.js'
import { readyz } from './readyz.js'
import { serve } from './serve.js'

/** The commands. What a server at its start does not need is loaded when it is asked for. */
export const commands: Readonly<Record<string, CommandRow>> = {
  serve: {
    help: 'answer as Zoho would; the default',
    usage: '[serve] [options]',
    flags: {},
    load: async () => serve
  },
  run: {
    help: 'run a command against a double of its own, and say what it did',
    usage: 'run [options] -- COMMAND…',
    flags: { audit: { value: 'off|warn|error', help: 'what to make of mistakes that Zoho does not refuse [warn]' } },
    takesArgs: true,
    load: async () => (await import('./run.js')).run
  },
  env: {
    help: 'print the variables for a shell, or with --sdk the code that points an SDK at the double',
    usage: 'env [--sdk NAME] [options]',
    flags: { sdk: { value: 'NAME', help: 'such as nodejs, typescript-8.0, python; a wrong one lists them' } },
    load: async () => (await import('./env.js')).env
  },
  readyz: {
    help: 'exit with 0 if the server at --host and --port is ready, with 1 if not',
    usage: 'readyz [--wait] [options]',
    flags: { wait: { help: 'wait until it is, at most 30 seconds' } },
    load: async () => readyz
  }
}
