import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { startMock } from '../../../src/index.js'

const exec = promisify(execFile)
const rows = readFileSync(new URL('../../../src/http/tls/README.md', import.meta.url), 'utf8').split('\n').filter(line => line.startsWith('| '))

interface Client {
  readonly title: string
  /** How its row of the README begins. */
  readonly row: string
  /** As the row prints it. */
  readonly setting: string
  /** Succeeds where the client is installed. */
  readonly probe: string
  /** Commands that print what `$URL` answers, with the setting or, where it is empty, without. */
  readonly get: (setting: string) => string
}

const JAVA = 'class Get { public static void main(String[] urls) throws Exception { new java.net.URL(urls[0]).openStream().transferTo(System.out); } }'

const clients: readonly Client[] = [
  { title: 'Ruby', row: 'Ruby', setting: 'SSL_CERT_FILE=ca.pem', probe: 'ruby -ropenssl -e 1', get: setting => `${setting} ruby -rnet/http -e 'print Net::HTTP.get(URI(ARGV[0]))' "$URL"` },
  { title: 'Python', row: 'Python', setting: 'SSL_CERT_FILE=ca.pem', probe: 'python3 -c "import ssl"', get: setting => `${setting} python3 -c 'import os, urllib.request; print(urllib.request.urlopen(os.environ["URL"]).read().decode())'` },
  { title: 'requests of Python', row: 'Python', setting: 'REQUESTS_CA_BUNDLE=ca.pem', probe: 'python3 -c "import requests"', get: setting => `${setting} python3 -c 'import os, requests; print(requests.get(os.environ["URL"]).text)'` },
  { title: 'urllib3 of Python', row: 'Python', setting: "ca_certs='ca.pem'", probe: 'python3 -c "import urllib3"', get: setting => `python3 -c "import os, urllib3; print(urllib3.PoolManager(${setting || "cert_reqs='CERT_REQUIRED'"}).request('GET', os.environ['URL'], retries=False).data.decode())"` },
  { title: 'Java', row: 'Java', setting: '-Djavax.net.ssl.trustStore=mock.jks -Djavax.net.ssl.trustStorePassword=changeit', probe: 'java -version && keytool -help', get: setting => `java ${setting} Get.java "$URL"` },
  { title: 'curl of PHP', row: 'PHP', setting: '-d curl.cainfo=$PWD/ca.pem', probe: 'php -r "curl_init();"', get: setting => `php ${setting} -r '$curl = curl_init($argv[1]); curl_exec($curl); echo curl_error($curl);' "$URL"` },
  { title: 'streams of PHP', row: 'PHP', setting: 'SSL_CERT_FILE=ca.pem', probe: 'php -r "openssl_get_cert_locations();"', get: setting => `${setting} php -r 'echo file_get_contents($argv[1]);' "$URL"` },
  { title: 'LWP of Perl', row: 'Perl', setting: 'PERL_LWP_SSL_CA_FILE=ca.pem', probe: 'perl -MLWP::UserAgent -MLWP::Protocol::https -e 1', get: setting => `${setting} perl -MLWP::UserAgent -e 'print LWP::UserAgent->new->get($ARGV[0])->decoded_content' "$URL"` }
]

const { url, tlsUrl = '', close } = await startMock({ tlsPort: 0 })
t.teardown(close)
const cwd = t.testdir({ 'Get.java': JAVA, 'ca.pem': await (await fetch(`${url}/_mock/ca.pem`)).text() })

for (const { title, row, setting, probe, get } of clients) {
  t.test(`${title} trusts the double with the setting of the README, and not without`, async t => {
    const cells = rows.find(line => line.startsWith(`| ${row}`)) ?? ''
    t.ok(cells.includes(setting), `${row}: ${setting}`)
    const [, prepare = ':'] = /`(keytool .*?)`/.exec(cells) ?? []
    // All in one shell: this process is large, and starts others slowly.
    const script = `{ ${probe}; } > not-installed 2>&1 || exit 0\n${prepare} > prepared 2>&1 || cat prepared\n${get('')}\necho ==\n${get(setting)}\nexit 0`
    const { stdout } = await exec('bash', ['-c', `exec 2>&1\n${script}`], { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], URL: `${tlsUrl}/_mock/livez` } })
    if (stdout === '') {
      t.pass('', { skip: `not installed: ${probe}` })
      return
    }
    const [without = '', trusting = ''] = stdout.split('==\n')
    t.match(without, /certificat|crypto/i)
    t.match(trusting, /\{"status":"live"\}/)
  })
}
