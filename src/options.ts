import { inspect } from 'node:util'
import { OptionError } from './option-error.js'
import { hostNameOf } from './http/host-check.js'
import { originsOf } from './http/origin.js'
import type { FaultRule } from './faults/fault-schema.js'
import type { Seed } from './seed/schema.js'
import { isRepresentable } from './store/clock.js'
import { readTimeRange, type TimeRange } from './json/duration.js'
import { dataCenterNames, type DataCenterName } from './zoho/data-centers.js'
import type { Answers } from './zoho/rules.js'
import { limits } from './zoho/limits.js'
import { readSize, showSize } from './size.js'

/** One option: a flag, an environment variable and a property, with the same name in three spellings. */
interface Option<Value> {
  /** Text for `--help`. */
  readonly help: string
  /** Description of a valid value, for “Expected `port` to be …”. */
  readonly expected: string
  readonly default: Value
  /** Parses the text of a flag or variable, or the value of a property; returns `undefined` if it is invalid. */
  readonly read: (given: unknown) => Value | undefined
  /** Text of the default for people, where that is not its own. */
  show? (value: Value): string
  /** Whether the flag takes no value. */
  readonly isSwitch?: boolean
  /** Whether the flag may be repeated; its value is then a list. */
  readonly isRepeatable?: boolean
}

const GiB = 1024 ** 3
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type Level = typeof LEVELS[number]
type LogFormat = 'pretty' | 'json'

function integer (min: number, max: number): Pick<Option<number>, 'expected' | 'read'> {
  return {
    expected: `an integer from ${min} to ${max}`,
    read: given => {
      const value = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
      return Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined
    }
  }
}

const size: Pick<Option<number>, 'expected' | 'read' | 'show'> = {
  expected: 'a size of at least 1 byte, such as 20MiB, 20MB or 1048576',
  read: readSize,
  show: showSize
}

const text: Pick<Option<string | undefined>, 'expected' | 'read'> = {
  expected: 'a string that is not empty',
  read: given => typeof given === 'string' && given !== '' ? given : undefined
}

const hosts: Pick<Option<readonly string[]>, 'expected' | 'read'> = {
  expected: 'hosts separated by commas, such as localhost,intranet.example',
  read: given => {
    const list: readonly unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given]
    const names = list.map(hostNameOf)
    return names.every(name => name !== undefined) ? names : undefined
  }
}

const timeRange: Pick<Option<TimeRange | undefined>, 'expected' | 'read'> = {
  expected: 'a time of at most an hour, or a range of times, such as 200ms or 50ms-400ms',
  read: given => typeof given === 'string' ? readTimeRange(given) : undefined
}

function oneOf<Word extends string> (...words: readonly Word[]): Pick<Option<Word>, 'expected' | 'read'> {
  return { expected: words.map(word => `\`${word}\``).join(' or '), read: given => words.find(word => word === given) }
}

const switches = new Map<unknown, boolean>([[true, true], ['true', true], [false, false], ['false', false]])
const toggle: Pick<Option<boolean>, 'expected' | 'read' | 'isSwitch'> = {
  expected: '`true` or `false`',
  read: given => switches.get(given),
  isSwitch: true
}

const option = <Value>(row: Option<Value>): Option<Value> => row

/** Every option. Flags, environment variables, properties and `--help` are derived from this table. */
export const optionTable = {
  port: option({ ...integer(0, 65535), default: 4150, help: 'port to listen on; 0 lets the system choose' }),
  host: option({ ...text, default: 'localhost', read: text.read as Option<string>['read'], help: 'address to listen on; localhost means 127.0.0.1 and ::1' }),
  publicUrl: option<string | undefined>({
    expected: 'an http or https URL',
    default: undefined,
    read: given => typeof given === 'string' && /^https?:\/\//.test(given) && URL.canParse(given) ? given.replace(/\/+$/, '') : undefined,
    help: 'URL under which clients reach this server, if Host and X-Forwarded-* do not reveal it'
  }),
  tlsPort: option<number | undefined>({ ...integer(0, 65535), default: undefined, help: 'port for HTTPS in addition to HTTP; 0 lets the system choose' }),
  tlsCert: option<string | undefined>({ ...text, default: undefined, help: 'PEM file with the certificate for HTTPS, instead of one created at start' }),
  tlsKey: option<string | undefined>({ ...text, default: undefined, help: 'PEM file with the key of that certificate' }),
  allowedHosts: option({ ...hosts, default: [], help: 'comma-separated hosts that requests may be for, besides those of this machine' }),
  cors: option<readonly string[]>({ expected: '`*` or origins separated by commas, such as http://localhost:5173', default: [], read: originsOf, help: 'comma-separated origins whose pages may call Zoho’s APIs, or * for all' }),
  seed: option<string | object | undefined>({
    expected: 'the path of a seed file, or a seed',
    default: undefined,
    read: given => (typeof given === 'object' && given !== null) ? given : text.read(given),
    help: 'JSON file with the data to start from'
  }),
  watch: option({ ...toggle, default: false, help: 'reload the seed when its file changes, and reset all sandboxes to it' }),
  fault: option<readonly unknown[]>({
    expected: 'a fault such as upload:INTERNAL_ERROR:2, or a list of them',
    default: [],
    read: given => {
      if (typeof given === 'string') return given.split(',')
      return Array.isArray(given) ? given.flatMap(one => typeof one === 'string' ? one.split(',') : [one]) : typeof given === 'object' ? [given] : undefined
    },
    help: 'fault to inject from the start, such as upload:INTERNAL_ERROR:2; may be repeated',
    isRepeatable: true
  }),
  answers: option<Answers>({ ...oneOf<Answers>('documented', 'observed'), default: 'documented', help: 'which answer to give where Zoho’s documentation and real traffic differ' }),
  dataCenter: option<DataCenterName>({ ...oneOf<DataCenterName>(...dataCenterNames), default: 'us', help: `Zoho’s data center to stand for: ${dataCenterNames.slice(0, -1).join(', ')} or ${dataCenterNames.at(-1)}` }),
  strictVersion: option({ ...toggle, default: false, help: 'refuse API versions newer than the newest known' }),
  clock: option<'real' | number>({
    expected: '`real` or an instant between 1970 and 9999 with its offset, such as 2026-01-02T03:04:05Z',
    default: 'real',
    read: given => {
      if (given === 'real') return given
      const isInstant = typeof given === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(given)
      const instant = isInstant ? Date.parse(given) : typeof given === 'number' ? given : NaN
      return isRepresentable(instant) ? instant : undefined
    },
    help: 'real, or the instant at which Zoho’s clock stands still'
  }),
  idSeed: option({ expected: 'a string', default: '', read: given => typeof given === 'string' ? given : undefined, help: 'seed of generated ids and tokens; another seed gives others' }),
  maxFileSize: option({ ...size, default: limits.fileSize, help: 'largest file accepted, such as 20MiB, 20MB or a number of bytes' }),
  maxStoreSize: option({ ...size, default: GiB, help: 'memory that all sandboxes together may use' }),
  tokenThrottle: option({ ...toggle, default: false, help: 'refuse more than 10 access tokens in 10 minutes for one refresh token, as Zoho does' }),
  strictConsent: option({ ...toggle, default: false, help: 'give a refresh token only at the first consent, or with prompt=consent, as Zoho does' }),
  maxSandboxes: option({ ...integer(1, 100_000), default: 256, help: 'sandboxes at a time; a new one replaces the least recently used' }),
  journalSize: option({ ...integer(0, 100_000), default: 10_000, help: 'requests that each sandbox keeps in its journal; 0 for none' }),
  latency: option<TimeRange | undefined>({ ...timeRange, default: undefined, help: 'how long each answer takes: 200ms, or 50ms-400ms for a time in that range' }),
  fetchLinkTitles: option({ ...toggle, default: false, help: 'for a link without a title, fetch the title of its page' }),
  linkTitleHosts: option({ ...hosts, default: [], help: 'comma-separated hosts whose pages may be at private addresses' }),
  logLevel: option<Level>({ ...oneOf<Level>(...LEVELS), default: 'info', help: 'fatal, error, warn, info, debug, trace or silent' }),
  logFormat: option<LogFormat | undefined>({ ...oneOf<LogFormat>('pretty', 'json'), default: undefined, help: 'log of the command: pretty for people or json for programs [pretty on a terminal]' }),
  portFile: option<string | undefined>({ ...text, default: undefined, help: 'file to write the port to when the server is ready' })
}

type Table = typeof optionTable
export type OptionName = keyof Table

/** All options, with defaults filled in. */
export type CompleteOptions = { readonly [Name in OptionName]: Table[Name]['default'] }

/** Options of `startMock` and `buildServer`. All have defaults. */
export type Options = Partial<Omit<CompleteOptions, 'allowedHosts' | 'clock' | 'cors' | 'fault' | 'latency' | 'linkTitleHosts' | 'maxFileSize' | 'maxStoreSize' | 'seed'>> & {
  /** Names or addresses; one text with commas, or a list. */
  readonly allowedHosts?: string | readonly string[]
  /** `real`, an instant such as `2026-01-02T03:04:05Z`, or milliseconds since 1970. */
  readonly clock?: 'real' | string | number
  /** Such as `http://localhost:5173`: separated by commas, or a list; or `*`. */
  readonly cors?: string | readonly string[]
  /** As on the command line, such as `upload:INTERNAL_ERROR:2`, or as an object; one or a list. */
  readonly fault?: string | FaultRule | ReadonlyArray<string | FaultRule>
  /** Such as `200ms` or `50ms-400ms`. */
  readonly latency?: string
  /** Names or addresses; separated by commas, or a list. */
  readonly linkTitleHosts?: string | readonly string[]
  /** In bytes, or a text such as `20MiB`. */
  readonly maxFileSize?: number | string
  readonly maxStoreSize?: number | string
  /** Path of a seed file, or the seed itself. */
  readonly seed?: string | Seed
}

export const optionNames = Object.keys(optionTable) as OptionName[]

/** @returns an option's default for people; empty where there is none to speak of */
export function shownDefault (name: OptionName): string {
  const { default: value, show = String }: Option<unknown> = optionTable[name]
  return value === undefined || value === false ? '' : show(value)
}

/**
 * Checks options and fills in defaults.
 * @param nameOf what to call an option in a message, where not by its own name
 * @throws {OptionError} “Expected `port` to be an integer from 0 to 65535, got `abc`”
 */
export function completeOptions (given: Readonly<Record<string, unknown>>, nameOf = (name: string) => name): CompleteOptions {
  const unknown = Object.keys(given).find(name => !Object.hasOwn(optionTable, name))
  if (unknown !== undefined) throw new OptionError(`Unknown option \`${unknown}\`: expected one of ${optionNames.map(name => `\`${name}\``).join(', ')}`)
  const options = Object.fromEntries(optionNames.map(name => {
    const { default: fallback, expected, read }: Option<unknown> = optionTable[name]
    const value = given[name]
    if (value === undefined) return [name, fallback]
    const checked = read(value)
    if (checked === undefined) throw new OptionError(`Expected \`${nameOf(name)}\` to be ${expected}, got \`${typeof value === 'string' ? value : inspect(value, { breakLength: Infinity })}\``)
    return [name, checked]
  })) as CompleteOptions
  checkCombinations(options)
  return options
}

/** Refuses options that are valid, but not in this combination. */
function checkCombinations ({ port, tlsPort, tlsCert, tlsKey, seed, watch }: CompleteOptions): void {
  if (watch && typeof seed !== 'string') throw new OptionError('Expected `watch` together with `seed` as the path of a file: without one there is nothing to watch')
  if (tlsPort === port && port !== 0) throw new OptionError(`Expected \`tlsPort\` to differ from \`port\`, got \`${port}\` for both: HTTP and HTTPS cannot share a port`)
  if (tlsCert !== undefined && tlsKey === undefined) throw new OptionError('Expected `tlsKey` together with `tlsCert`: a certificate needs its key')
  if (tlsKey !== undefined && tlsCert === undefined) throw new OptionError('Expected `tlsCert` together with `tlsKey`: a key needs its certificate')
  if (tlsCert !== undefined && tlsPort === undefined) throw new OptionError('Expected `tlsPort` together with `tlsCert` and `tlsKey`: without it HTTPS is not served')
}

/** An option's flag without the dashes: `max-file-size` for `maxFileSize`. */
export function flagOf (name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** An option's environment variable: `ZOHO_MOCK_MAX_FILE_SIZE` for `maxFileSize`. */
export function variableOf (name: string): string {
  return `ZOHO_MOCK_${flagOf(name).replaceAll('-', '_').toUpperCase()}`
}
