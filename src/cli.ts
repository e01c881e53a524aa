import { main } from './commands/main.js'

// The reader of the output may be gone, as in `serve | head -1`; that does not end a server. Any other failure to write sets the
// exit code, for commands that end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => { if (code !== 'EPIPE') process.exitCode = 1 })
}

main(process.argv.slice(2), process.env, process).then(code => {
  // `undefined` if a server keeps running.
  if (code !== undefined) process.exitCode = code
})
