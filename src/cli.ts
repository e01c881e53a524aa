import { main } from './commands/main.js'

// Whoever read the output may be gone, as in `serve | head -1`: that ends no server. Any other failure to write is told by
// the exit code, where a command has one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => { if (code !== 'EPIPE') process.exitCode = 1 })
}

main(process.argv.slice(2), process.env, process).then(code => {
  // A server goes on; a command that is done says how it went.
  if (code !== undefined) process.exitCode = code
})
