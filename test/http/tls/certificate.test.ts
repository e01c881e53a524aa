import { execFile } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { buildServer } from '../../../src/server.js'
import { OptionError } from '../../../src/option-error.js'
import { completeOptions } from '../../../src/options.js'
import { makeCertificate } from '../../../src/http/tls/certificate.js'
import { explainHandshake } from '../../../src/http/tls/server.js'
import { certificateNames } from '../../../src/http/tls/identity.js'
import { readCertificate } from '../../../src/http/tls/read-certificate.js'

const run = promisify(execFile)
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const hasOpenSsl = await run('openssl', ['version']).then(() => true, () => false)

/** Makes a certificate for `names` and writes it to files. */
async function files (t: Test, names: readonly [string, ...string[]] = ['localhost']): Promise<{ cert: string, key: string, ca: string }> {
  const { cert, key, ca = '' } = await makeCertificate(names, Date.now())
  const folder = t.testdir({ 'cert.pem': cert, 'key.pem': key, 'ca.pem': ca })
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), ca: join(folder, 'ca.pem') }
}

t.test('the certificate is valid for its names and for servers only, from a day ago for less than 398 days', async t => {
  const { cert, ca = '' } = await makeCertificate(['localhost', '127.0.0.1', '::1', '::ffff:10.0.0.1'], NOW)
  const leaf = new X509Certificate(cert)
  t.equal(leaf.subject, 'CN=localhost')
  t.equal(leaf.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:0:0:0:0:0:FFFF:A00:1')
  t.equal(leaf.validFrom, 'Jan  1 03:04:05 2026 GMT')
  t.equal(leaf.validTo, 'Feb  2 03:04:05 2027 GMT')
  t.strictSame(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  t.equal(leaf.ca, false)
  const authority = new X509Certificate(ca)
  t.equal(authority.subject, 'CN=zoho-attachments-mock CA')
  t.equal(authority.ca, true)
  t.ok(leaf.verify(authority.publicKey) && authority.verify(authority.publicKey))
})

t.test('each start makes its own authority, with another key and serial number', async t => {
  const made = await Promise.all([1, 2, 3].map(async () => makeCertificate(['localhost'], NOW)))
  const serials = made.flatMap(({ cert, ca = '' }) => [cert, ca]).map(pem => new X509Certificate(pem).serialNumber)
  t.equal(new Set(serials).size, 6)
  for (const serial of serials) t.match(serial, /^[4-7][0-9A-F]{31}$/, 'positive, and 16 bytes')
})

t.test('OpenSSL accepts the chain in its strict mode', { skip: !hasOpenSsl && 'OpenSSL is not installed' }, async t => {
  const { cert, ca } = await files(t, ['localhost', '127.0.0.1', '::1'])
  for (const check of [['-verify_hostname', 'localhost'], ['-verify_ip', '127.0.0.1'], ['-verify_ip', '::1']]) {
    const { stdout } = await run('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', ...check, '-CAfile', ca, cert])
    t.equal(stdout, `${cert}: OK\n`)
  }
  await t.rejects(run('openssl', ['verify', '-verify_hostname', 'other.test', '-CAfile', ca, cert]), /hostname mismatch/)
})

const names: Array<[host: string, publicUrl: string | undefined, others: string[]]> = [
  ['localhost', undefined, []],
  ['0.0.0.0', undefined, []],
  ['::', 'http://localhost:4150', []],
  ['::1', 'https://[2001:db8::1]/zoho', ['2001:db8::1']],
  ['192.0.2.1', 'https://zoho-mock:4151', ['192.0.2.1', 'zoho-mock']],
  ['bücher.test', 'https://BÜCHER.test', ['xn--bcher-kva.test']]
]

for (const [host, publicUrl, others] of names) {
  t.test(`for --host ${host} and --public-url ${publicUrl} the certificate has ${others.join(' and ') || 'no additional name'}`, async t => {
    t.strictSame(certificateNames({ host, publicUrl }), ['localhost', '127.0.0.1', '::1', ...others])
  })
}

t.test('a server that does not listen has its certificate when it is ready', async t => {
  const app = buildServer({ tlsPort: 0, publicUrl: 'https://mock.test' })
  t.teardown(() => app.close())
  t.equal(app.identity, undefined)
  const { statusCode, headers, body } = await app.inject('/s/worker-3/_mock/ca.pem')
  t.equal(statusCode, 200)
  t.equal(headers['content-type'], 'application/x-pem-file')
  t.equal(body, app.identity?.ca)
  t.equal(new X509Certificate(app.identity?.cert ?? '').checkHost('mock.test'), 'mock.test')
})

t.test('without HTTPS and with the user’s own certificate there is no authority to download', async t => {
  const { cert, key } = await files(t)
  for (const [options, error] of [
    [{}, 'This server has no HTTPS and so no authority: start it with --tls-port'],
    [{ tlsPort: 0, tlsCert: cert, tlsKey: key }, 'The certificate is your own, from --tls-cert: clients have to trust the authority that signed it, which only you know']
  ] as const) {
    const app = buildServer(options)
    t.teardown(() => app.close())
    const reply = await app.inject('/_mock/ca.pem')
    t.equal(reply.statusCode, 404)
    t.strictSame(reply.json(), { error })
  }
})

t.test('the user’s certificate and key are used unchanged', async t => {
  const { cert, key } = await files(t, ['mine.test'])
  const { cert: pem, ca } = await readCertificate(cert, key)
  t.equal(new X509Certificate(pem).subject, 'CN=mine.test')
  t.equal(ca, undefined)
})

t.test('an unusable certificate or key is refused', async t => {
  const folder = t.testdir({
    'text.pem': 'hello',
    'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    'broken-key.pem': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
  })
  const at = (name: string): string => join(folder, name)
  const { cert: pem, key: keyPem } = await makeCertificate(['localhost'], NOW)
  const { key: otherKey } = await makeCertificate(['localhost'], NOW)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  for (const [name, text] of [
    ['cert.pem', pem], ['key.pem', keyPem], ['other-key.pem', otherKey],
    ['chain.pem', `${pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`],
    ['encrypted.pem', privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })]
  ] as const) writeFileSync(at(name), text)

  const aCert = (path: string): string => `Expected \`tlsCert\` to be the path of a PEM file with a certificate, got \`${path}\`: `
  const aKey = (path: string): string => `Expected \`tlsKey\` to be the path of a PEM file with a private key that is not encrypted, got \`${path}\`: `
  for (const [tlsCert, tlsKey, message] of [
    [at('none.pem'), at('key.pem'), `${aCert(at('none.pem'))}ENOENT`],
    [at('cert.pem'), folder, `${aKey(folder)}EISDIR`],
    [at('text.pem'), at('key.pem'), `${aCert(at('text.pem'))}it is not PEM`],
    [at('key.pem'), at('key.pem'), `${aCert(at('key.pem'))}it is not PEM`],
    [at('cert.pem'), at('cert.pem'), `${aKey(at('cert.pem'))}it is not PEM`],
    [at('broken.pem'), at('key.pem'), aCert(at('broken.pem'))],
    [at('chain.pem'), at('key.pem'), aCert(at('chain.pem'))],
    [at('cert.pem'), at('broken-key.pem'), aKey(at('broken-key.pem'))],
    [at('cert.pem'), at('encrypted.pem'), aKey(at('encrypted.pem'))],
    [at('cert.pem'), at('other-key.pem'), `Expected \`tlsKey\` to be the key of the certificate in \`${at('cert.pem')}\`, got the key of another in \`${at('other-key.pem')}\``]
  ] as const) {
    const error = await readCertificate(tlsCert, tlsKey).then(() => undefined, error => error as Error)
    t.ok(error instanceof OptionError && error.message.startsWith(message), `${message}, got ${error?.message}`)
  }
  t.match(await readCertificate(at('cert.pem'), at('key.pem')), { ca: undefined }, 'while the valid ones are accepted')
})

const pairs: Array<[options: Record<string, unknown>, message: string]> = [
  [{ tlsPort: 4150 }, 'Expected `tlsPort` to differ from `port`, got `4150` for both: HTTP and HTTPS cannot share a port'],
  [{ tlsPort: 0, tlsCert: 'a.pem' }, 'Expected `tlsKey` together with `tlsCert`: a certificate needs its key'],
  [{ tlsPort: 0, tlsKey: 'a.pem' }, 'Expected `tlsCert` together with `tlsKey`: a key needs its certificate'],
  [{ tlsCert: 'a.pem', tlsKey: 'b.pem' }, 'Expected `tlsPort` together with `tlsCert` and `tlsKey`: without it HTTPS is not served'],
  [{ tlsPort: 65536 }, 'Expected `tlsPort` to be an integer from 0 to 65535, got `65536`'],
  [{ tlsCert: '' }, 'Expected `tlsCert` to be a string that is not empty, got ``']
]

for (const [options, message] of pairs) {
  t.test(`the options ${JSON.stringify(options)} are refused`, async t => {
    t.throws(() => completeOptions(options), new OptionError(message))
  })
}

t.test('the system can choose both ports', async t => {
  t.match(completeOptions({ port: 0, tlsPort: 0 }), { port: 0, tlsPort: 0 })
})

t.test('a failed handshake is explained', async t => {
  const error = (code: string): Error => Object.assign(new Error('what OpenSSL says'), { code })
  t.match(explainHandshake(error('ERR_SSL_HTTP_REQUEST')), /plain HTTP/)
  for (const alert of ['TLSV1_ALERT_UNKNOWN_CA', 'SSLV3_ALERT_BAD_CERTIFICATE', 'SSLV3_ALERT_CERTIFICATE_UNKNOWN']) t.match(explainHandshake(error(`ERR_SSL_${alert}`)), /does not trust/)
  t.equal(explainHandshake(error('ECONNRESET')), 'what OpenSSL says')
  t.equal(explainHandshake(new Error('no code')), 'no code')
})
