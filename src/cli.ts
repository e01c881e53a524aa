import { main } from './commands/main.js'

main(process.argv.slice(2), process.env, process).then(code => {
  // A server goes on; a command that is done says how it went.
  if (code !== undefined) process.exitCode = code
})
