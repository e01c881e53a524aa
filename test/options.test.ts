import t from 'tap'
import { OptionError } from '../src/option-error.js'
import { completeOptions, flagOf, optionNames, optionTable, shownDefault, variableOf } from '../src/options.js'
import { showSize } from '../src/size.js'
import { help } from '../src/commands/help.js'
import { optionsFromEnvironment } from '../src/commands/variables.js'

const GiB = 1024 ** 3

type Row = [name: string, given: unknown, value: unknown]

const accepted: Row[] = [
  ['port', 0, 0], ['port', '65535', 65535],
  ['host', '0.0.0.0', '0.0.0.0'],
  ['publicUrl', 'https://mock.test/zoho//', 'https://mock.test/zoho'],
  ['cors', '*', ['*']], ['cors', ['*'], ['*']], ['cors', [], []],
  ['cors', 'HTTP://LocalHost:5173, https://app.example:443/,http://[::1]:80', ['http://localhost:5173', 'https://app.example', 'http://[::1]']],
  ['cors', ['capacitor://LocalHost', 'app://-'], ['capacitor://localhost', 'app://-']],
  ['seed', 'seed.json', 'seed.json'],
  ['answers', 'observed', 'observed'],
  ['strictVersion', true, true], ['strictVersion', 'false', false],
  ['clock', 'real', 'real'], ['clock', '1970-01-01T00:00:00Z', 0], ['clock', '2026-01-02T03:04:05+05:30', Date.UTC(2026, 0, 1, 21, 34, 5)], ['clock', 5, 5],
  ['idSeed', '', ''],
  ['maxFileSize', '20MiB', 20 * 1024 ** 2], ['maxFileSize', 1, 1], ['maxStoreSize', '2GiB', 2 * GiB], ['maxStoreSize', '3KiB', 3072],
  ['maxFileSize', '20MB', 20_000_000], ['maxFileSize', '3KB', 3000], ['maxStoreSize', '2GB', 2_000_000_000],
  ['tokenThrottle', true, true], ['tokenThrottle', 'false', false],
  ['maxSandboxes', '1', 1],
  ['fault', 'list:reset,upload:stall', ['list:reset', 'upload:stall']], ['fault', ['list:reset', { operation: 'upload' }], ['list:reset', { operation: 'upload' }]], ['fault', { operation: 'upload' }, [{ operation: 'upload' }]],
  ['latency', '200ms', { from: 200, to: 200 }], ['latency', '0ms-1.5s', { from: 0, to: 1500 }], ['latency', '1m-60m', { from: 60_000, to: 3_600_000 }],
  ['fetchLinkTitles', 'true', true],
  ['linkTitleHosts', 'LocalHost, intranet.example,127.0.0.1', ['localhost', 'intranet.example', '127.0.0.1']],
  ['linkTitleHosts', ['::1', '[0:0::2]', 'bücher.example', '0x7f.1'], ['[::1]', '[::2]', 'xn--bcher-kva.example', '127.0.0.1']], ['linkTitleHosts', [], []],
  ['logLevel', 'silent', 'silent'],
  ['logFormat', 'json', 'json'], ['logFormat', 'pretty', 'pretty'],
  ['portFile', 'port.txt', 'port.txt']
]

const refused: Array<[name: string, given: unknown, message: string]> = [
  ['port', 'abc', 'Expected `port` to be an integer from 0 to 65535, got `abc`'],
  ['port', 65536, 'Expected `port` to be an integer from 0 to 65535, got `65536`'],
  ['port', 1.5, 'Expected `port` to be an integer from 0 to 65535, got `1.5`'],
  ['port', null, 'Expected `port` to be an integer from 0 to 65535, got `null`'],
  ['host', '', 'Expected `host` to be a string that is not empty, got ``'],
  ['publicUrl', 'mock.test', 'Expected `publicUrl` to be an http or https URL, got `mock.test`'],
  ...['', 'localhost:5173', 'http://', 'http://a/b', 'http://a,', '*,http://a', 'http://*.a', 'http://u@a', 'http://a?b', 'null', 'http://a:99999'].map((given): [string, string, string] =>
    ['cors', given, `Expected \`cors\` to be \`*\` or origins separated by commas, such as http://localhost:5173, got \`${given}\``]),
  ['cors', [5], 'Expected `cors` to be `*` or origins separated by commas, such as http://localhost:5173, got `[ 5 ]`'],
  ['cors', 5, 'Expected `cors` to be `*` or origins separated by commas, such as http://localhost:5173, got `5`'],
  ['watch', 'on', 'Expected `watch` to be `true` or `false`, got `on`'],
  ['seed', 5, 'Expected `seed` to be the path of a seed file, or a seed, got `5`'],
  ['answers', 'both', 'Expected `answers` to be `documented` or `observed`, got `both`'],
  ['strictVersion', 'yes', 'Expected `strictVersion` to be `true` or `false`, got `yes`'],
  ['strictVersion', 'constructor', 'Expected `strictVersion` to be `true` or `false`, got `constructor`'],
  ['clock', 'noon', 'Expected `clock` to be `real` or an instant between 1970 and 9999 with its offset, such as 2026-01-02T03:04:05Z, got `noon`'],
  ['clock', '2026-13-02T03:04:05Z', 'Expected `clock` to be `real` or an instant between 1970 and 9999 with its offset, such as 2026-01-02T03:04:05Z, got `2026-13-02T03:04:05Z`'],
  ['idSeed', 5, 'Expected `idSeed` to be a string, got `5`'],
  ['maxFileSize', '20mb', 'Expected `maxFileSize` to be a size of at least 1 byte, such as 20MiB, 20MB or 1048576, got `20mb`'],
  ['logFormat', 'text', 'Expected `logFormat` to be `pretty` or `json`, got `text`'],
  ['maxFileSize', 0, 'Expected `maxFileSize` to be a size of at least 1 byte, such as 20MiB, 20MB or 1048576, got `0`'],
  ['tokenThrottle', 'on', 'Expected `tokenThrottle` to be `true` or `false`, got `on`'],
  ['maxSandboxes', 0, 'Expected `maxSandboxes` to be an integer from 1 to 100000, got `0`'],
  ['fault', 5, 'Expected `fault` to be a fault such as upload:INTERNAL_ERROR:2, or a list of them, got `5`'],
  ['latency', '200', 'Expected `latency` to be a time of at most an hour, or a range of times, such as 200ms or 50ms-400ms, got `200`'],
  ['latency', '2s-1s', 'Expected `latency` to be a time of at most an hour, or a range of times, such as 200ms or 50ms-400ms, got `2s-1s`'],
  ['latency', '61m', 'Expected `latency` to be a time of at most an hour, or a range of times, such as 200ms or 50ms-400ms, got `61m`'],
  ['fetchLinkTitles', 'on', 'Expected `fetchLinkTitles` to be `true` or `false`, got `on`'],
  ['linkTitleHosts', 'localhost:80', 'Expected `linkTitleHosts` to be hosts separated by commas, such as localhost,intranet.example, got `localhost:80`'],
  ['linkTitleHosts', 'http://localhost', 'Expected `linkTitleHosts` to be hosts separated by commas, such as localhost,intranet.example, got `http://localhost`'],
  ['linkTitleHosts', 'a,,b', 'Expected `linkTitleHosts` to be hosts separated by commas, such as localhost,intranet.example, got `a,,b`'],
  ['linkTitleHosts', ['a', 5], 'Expected `linkTitleHosts` to be hosts separated by commas, such as localhost,intranet.example, got `[ \'a\', 5 ]`'],
  ['linkTitleHosts', true, 'Expected `linkTitleHosts` to be hosts separated by commas, such as localhost,intranet.example, got `true`'],
  ['logLevel', {}, 'Expected `logLevel` to be `fatal` or `error` or `warn` or `info` or `debug` or `trace` or `silent`, got `{}`']
]

for (const [name, given, value] of accepted) {
  t.test(`${name} accepts ${JSON.stringify(given)}`, async t => {
    t.strictSame(completeOptions({ [name]: given })[name as 'port'], value)
  })
}

for (const [name, given, message] of refused) {
  t.test(`${name} refuses ${JSON.stringify(given)}`, async t => {
    t.throws(() => completeOptions({ [name]: given }), new OptionError(message))
  })
}

t.test('every option refuses what cannot be converted to a string', async t => {
  const circular: object[] = []
  circular.push(circular)
  for (const name of optionNames) {
    for (const given of [{ toString: 1 }, Object.create(null), { toJSON: () => { throw new Error('toJSON') } }, { big: 1n }, Symbol('word'), circular, () => {}]) {
      // Seeds and faults are checked when they are loaded.
      const isTaken = (name === 'seed' || name === 'fault') && typeof given === 'object'
      if (!isTaken) t.throws(() => completeOptions({ [name]: given }), { name: 'OptionError', message: new RegExp(`^Expected \`${name}\` to be `) }, name)
    }
  }
})

t.test('a list with one word in it is not that word', async t => {
  for (const [name, given] of [['latency', ['200ms']], ['strictVersion', ['true']], ['maxFileSize', ['20MB']], ['maxFileSize', [5]]] as const) {
    t.throws(() => completeOptions({ [name]: given }), { name: 'OptionError' }, name)
  }
})

t.test('an unknown option is refused', async t => {
  t.throws(() => completeOptions({ prot: 1 }), { name: 'OptionError', message: /^Unknown option `prot`: expected one of `port`, `host`, / })
})

t.test('every option has a flag, an environment variable and a line of help', async t => {
  for (const name of optionNames) {
    t.match(help(), `--${flagOf(name)} `, name)
    t.match(variableOf(name), /^ZOHO_MOCK_[A-Z_]+$/)
    t.ok(optionTable[name].help)
  }
  t.equal(flagOf('maxFileSize'), 'max-file-size')
  t.equal(variableOf('maxFileSize'), 'ZOHO_MOCK_MAX_FILE_SIZE')
})

t.test('sizes are shown with their unit', async t => {
  t.equal(shownDefault('maxFileSize'), '100MiB')
  t.equal(shownDefault('maxStoreSize'), '1GiB')
  t.equal(shownDefault('port'), '4150')
  t.equal(shownDefault('seed'), '')
  t.strictSame([1_000_000, 1500, 1].map(showSize), ['1MB', '1500', '1'])
})

t.test('environment variables set options, and an empty variable is ignored', async t => {
  t.strictSame(optionsFromEnvironment({ ZOHO_MOCK_PORT: '0', ZOHO_MOCK_SEED: '', PORT: '1' }), { port: '0' })
})
