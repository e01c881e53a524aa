import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { command, serving } from '../helpers/command.js'
import { head, parseReply, raw } from '../helpers/raw.js'
import { run } from '../helpers/run.js'

t.test('by default the server listens on 127.0.0.1 and ::1', async t => {
  const { until } = command(t, ['--port', '0'])
  const { port, url } = JSON.parse(await until(/\n/)) as { port: number, url: string }
  t.equal(url, `http://127.0.0.1:${port}`)
  for (const host of ['127.0.0.1', '[::1]']) t.equal((await fetch(`http://${host}:${port}/_mock/livez`)).status, 200, host)
})

t.test('the ready line has the HTTPS URL if there is HTTPS', async t => {
  const { ready } = await serving(t, ['--tls-port', '0'])
  t.equal(ready.tlsUrl, `https://127.0.0.1:${ready.tlsPort}`)
  const ca = await (await fetch(`${ready.url}/_mock/ca.pem`)).text()
  const { write, rest } = await raw(t, Number(ready.tlsPort), ca)
  await write(head('GET /_mock/readyz', { connection: 'close' }))
  t.equal(parseReply(await rest()).status, 200)
  t.notOk('tlsPort' in (await serving(t)).ready)
})

for (const host of ['127.0.0.1', '::1']) {
  for (const flag of ['--port', '--tls-port']) {
    t.test(`a ${flag} in use on ${host} is refused`, async t => {
      const holder = createServer().listen(0, host)
      await once(holder, 'listening')
      t.teardown(() => holder.close())
      const { port } = holder.address() as AddressInfo
      const { code, stderr } = await command(t, [...flag === '--port' ? [] : ['--port', '0'], flag, String(port)]).ended()
      t.equal(code, 1)
      t.equal(stderr, `Port ${port} on ${host} is already in use: stop the other process, or choose another port with ${flag} (0 picks a free one)\n`)
    })
  }
}

t.test('the port file exists while the server runs', async t => {
  const portFile = join(t.testdir({}), 'port')
  const { ready, child, ended } = await serving(t, ['--port-file', portFile])
  t.equal(readFileSync(portFile, 'utf8'), `${ready.port}\n`)
  t.equal((await run(['readyz', '--port', '0', '--port-file', portFile])).code, 0)
  child.kill('SIGINT')
  t.match(await ended(), { code: 0 })
  t.notOk(existsSync(portFile))
})

t.test('the process exits with 1 if the port file cannot be written', async t => {
  const { code, stderr } = await command(t, ['--port', '0', '--host', '127.0.0.1', '--port-file', '/nonexistent/folder/port']).ended()
  t.equal(code, 1)
  t.equal(stderr, 'Expected `portFile` to be a file that can be written, got `/nonexistent/folder/port`: its folder does not exist\n')
})
