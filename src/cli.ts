import { main } from './commands/main.js'

/**
 * Runs the command line of this process.
 * @param onReady called when a server is ready
 */
export function run (onReady: () => void): void {
  // The reader of the output may be gone, as in `serve | head -1`; that does not end a server. Any other failure to write sets the
  // exit code, for commands that end.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => { if (code !== 'EPIPE') process.exitCode = 1 })
  }

  main(process.argv.slice(2), process.env, process, onReady).then(code => {
    // `undefined` if a server keeps running.
    if (code !== undefined) process.exitCode = code
  })
}
