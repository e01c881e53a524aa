import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { command, commandLine, serving } from '../helpers/command.js'
import { head, raw } from '../helpers/raw.js'

const PATH = '/crm/v8/Leads/1/Attachments'
const authorization = 'Zoho-oauthtoken 1000.all'

/** Bodies that once crashed the process: a part without a name, next to a valid one and alone. */
const nameless = ['Content-Disposition: form-data\r\n\r\nx', 'Content-Disposition: form-data; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello'].flatMap(part => [
  `--xYzZY\r\n${part}\r\n--xYzZY\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--xYzZY--\r\n`,
  `--xYzZY\r\n${part}\r\n--xYzZY--\r\n`
])

t.test('a server survives a client that sends a part without a name and disconnects while its response is delayed', async t => {
  const { ready: { port, url }, child } = await serving(t, ['--latency', '200ms', '--log-level', 'silent'])
  for (const body of nameless) {
    for (const path of [PATH, '/oauth/v2/token']) {
      const { socket, write } = await raw(t, port)
      await write(head(`POST ${path}`, { authorization, 'content-type': 'multipart/form-data; boundary=xYzZY', 'content-length': body.length }) + body)
      // During the latency.
      await setTimeout(50)
      socket.destroy()
    }
  }
  // Takes longer than any of their delays.
  await fetch(`${url}/crm/v8/org`)
  t.equal((await fetch(`${url}/_mock/livez`)).status, 200)
  t.equal(child.exitCode, null)
})

t.test('a server keeps running when the reader of its output exits, with or without a terminal', async t => {
  for (const isTerminal of [false, true]) {
    const preload = 'data:text/javascript,process.stdout.isTTY=true'
    const environment = isTerminal ? { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${preload}` } : {}
    const folder = t.testdir()
    const { child, until } = command(t, ['--port', '0', '--host', '127.0.0.1', '--port-file', `${folder}/port`], environment)
    await until(/\n/)
    const port = Number(readFileSync(`${folder}/port`, 'utf8'))
    child.stdout?.destroy()
    for (let made = 0; made < 20; made++) t.equal((await fetch(`http://127.0.0.1:${port}/crm/v8/org`)).status, 401)
    t.equal(child.exitCode, null)
  }
})

t.test('a server keeps running when its output goes to a full disk, and --help then exits with 1', { skip: !existsSync('/dev/full') && 'only Linux has /dev/full' }, async t => {
  const folder = t.testdir()
  const full = openSync('/dev/full', 'w')
  const start = (args: readonly string[]): ReturnType<typeof spawn> => {
    const child = spawn('/bin/sh', ['-c', `exec ${commandLine(args)}`], { stdio: ['ignore', full, 'ignore'] })
    t.teardown(() => child.kill('SIGKILL'))
    return child
  }
  const help = start(['--help'])
  t.strictSame(await once(help, 'exit'), [1, null])
  const server = start(['--port', '0', '--host', '127.0.0.1', '--port-file', `${folder}/port`])
  while (!existsSync(`${folder}/port`) && server.exitCode === null) await setTimeout(20)
  const port = Number(readFileSync(`${folder}/port`, 'utf8'))
  for (let made = 0; made < 20; made++) t.equal((await fetch(`http://127.0.0.1:${port}/crm/v8/org`)).status, 401)
  t.equal(server.exitCode, null)
})

t.test('an uncaught exception is printed on standard error at any log level, and the process exits with 1', async t => {
  const preload = 'data:text/javascript,process.on(%22SIGUSR2%22,()=>{throw%20new%20Error(%22planted%22)})'
  const { child, ended } = await serving(t, ['--log-level', 'silent'], { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${preload}` })
  child.kill('SIGUSR2')
  const { code, stderr } = await ended()
  t.equal(code, 1)
  t.match(stderr, /zoho-attachments-mock failed, please report it: Error: planted\n +at /)
})
