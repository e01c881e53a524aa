import type { CommandRow } from './command.js'

/** All commands. Each is loaded when it is run: the cached code of `--help` must not be all that is cached of a server. */
export const commands: Readonly<Record<string, CommandRow>> = {
  serve: {
    help: 'start the server (default)',
    usage: '[serve] [options]',
    flags: {},
    load: async () => (await import('./serve.js')).serve
  },
  run: {
    help: 'run a command against its own server, and print a summary of its requests',
    usage: 'run [options] -- COMMAND…',
    flags: {
      audit: { value: 'off|warn|error', help: 'how to treat likely mistakes that Zoho accepts [warn]' },
      json: { value: 'FILE', help: 'file to write the report to, for programs' }
    },
    takesArgs: true,
    load: async () => (await import('./run.js')).run
  },
  env: {
    help: 'print environment variables for a shell, or with --sdk the code to set up an SDK',
    usage: 'env [--sdk NAME] [options]',
    flags: {
      sdk: { value: 'NAME', help: 'such as nodejs, typescript-8.0 or python; an unknown name lists all' },
      shell: { value: 'NAME', help: 'posix, fish, powershell or cmd [posix]' }
    },
    options: ['port', 'host', 'portFile', 'publicUrl', 'tlsPort'],
    load: async () => (await import('./env.js')).env
  },
  readyz: {
    help: 'exit with 0 if the server at --host and --port is ready, or else with 1',
    usage: 'readyz [--wait] [options]',
    flags: { wait: { help: 'wait up to 30 seconds for it' } },
    options: ['port', 'host', 'portFile'],
    load: async () => (await import('./readyz.js')).readyz
  }
}
