import { OptionError } from './option-error.js'
import { hostNameOf } from './http/host-check.js'
import type { FaultRule } from './faults/fault-schema.js'
import type { Seed } from './seed/schema.js'
import { isRepresentable } from './store/clock.js'
import { readTimeRange, type TimeRange } from './json/duration.js'
import type { Answers } from './zoho/rules.js'
import { limits } from './zoho/limits.js'

/** One option: a flag, an environment variable and a property with the same name in three spellings. */
interface Option<Value> {
  /** As `--help` says it. */
  readonly help: string
  /** What the value is, for “Expected `port` to be …”. */
  readonly expected: string
  readonly default: Value
  /** Reads a flag's or a variable's text, or a property's value; `undefined` where it is none. */
  readonly read: (given: unknown) => Value | undefined
  /** Whether the flag takes no value. */
  readonly isSwitch?: boolean
  /** Whether the flag may come more than once; a list then. */
  readonly isRepeatable?: boolean
}

const GiB = 1024 ** 3
const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB }
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type Level = typeof LEVELS[number]

function integer (min: number, max: number): Pick<Option<number>, 'expected' | 'read'> {
  return {
    expected: `an integer from ${min} to ${max}`,
    read: given => {
      const value = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
      return Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined
    }
  }
}

const size: Pick<Option<number>, 'expected' | 'read'> = {
  expected: 'a size of at least 1 byte, such as 1048576 or 20MiB',
  read: given => {
    const [, digits, unit = ''] = /^(\d+)(KiB|MiB|GiB)?$/.exec(String(given)) ?? []
    const bytes = Number(digits) * Number(UNITS[unit])
    return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
  }
}

const text: Pick<Option<string | undefined>, 'expected' | 'read'> = {
  expected: 'a text that is not empty',
  read: given => typeof given === 'string' && given !== '' ? given : undefined
}

const hosts: Pick<Option<readonly string[]>, 'expected' | 'read'> = {
  expected: 'names of hosts, separated by commas, such as localhost,intranet.example',
  read: given => {
    const list: readonly unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given]
    const names = list.map(hostNameOf)
    return names.every(name => name !== undefined) ? names : undefined
  }
}

const timeRange: Pick<Option<TimeRange | undefined>, 'expected' | 'read'> = {
  expected: 'a time of at most an hour, or two, such as 200ms or 50ms-400ms',
  read: given => readTimeRange(String(given))
}

function oneOf<Word extends string> (...words: readonly Word[]): Pick<Option<Word>, 'expected' | 'read'> {
  return { expected: words.map(word => `\`${word}\``).join(' or '), read: given => words.find(word => word === given) }
}

const toggle: Pick<Option<boolean>, 'expected' | 'read' | 'isSwitch'> = {
  expected: '`true` or `false`',
  read: given => ({ true: true, false: false })[String(given)],
  isSwitch: true
}

const option = <Value>(row: Option<Value>): Option<Value> => row

/** Every option. Flags, environment variables, properties and `--help` come from this table. */
export const optionTable = {
  port: option({ ...integer(0, 65535), default: 4150, help: 'port to listen on; 0 lets the system choose' }),
  host: option({ ...text, default: 'localhost', read: text.read as Option<string>['read'], help: 'address to listen on; localhost is 127.0.0.1 and ::1' }),
  publicUrl: option<string | undefined>({
    expected: 'an http or https URL',
    default: undefined,
    read: given => typeof given === 'string' && /^https?:\/\//.test(given) && URL.canParse(given) ? given.replace(/\/+$/, '') : undefined,
    help: 'URL under which clients reach this server, where Host and X-Forwarded-* do not say so'
  }),
  tlsPort: option<number | undefined>({ ...integer(0, 65535), default: undefined, help: 'port for HTTPS beside HTTP; 0 lets the system choose' }),
  tlsCert: option<string | undefined>({ ...text, default: undefined, help: 'PEM file with the certificate for HTTPS, instead of one made at start' }),
  tlsKey: option<string | undefined>({ ...text, default: undefined, help: 'PEM file with its key' }),
  allowedHosts: option({ ...hosts, default: [], help: 'hosts, separated by commas, that requests may be for beside this machine’s own' }),
  seed: option<string | object | undefined>({
    expected: 'the path of a seed file, or a seed',
    default: undefined,
    read: given => (typeof given === 'object' && given !== null) ? given : text.read(given),
    help: 'JSON file with the world to start from'
  }),
  fault: option<readonly unknown[]>({
    expected: 'a fault such as upload:INTERNAL_ERROR:2, or a list of them',
    default: [],
    read: given => {
      if (typeof given === 'string') return given.split(',')
      return Array.isArray(given) ? given.flatMap(one => typeof one === 'string' ? one.split(',') : [one]) : typeof given === 'object' ? [given] : undefined
    },
    help: 'what fails from the start, such as upload:INTERNAL_ERROR:2; may be repeated',
    isRepeatable: true
  }),
  answers: option<Answers>({ ...oneOf<Answers>('documented', 'observed'), default: 'documented', help: 'what to answer where Zoho’s page and real traffic differ' }),
  strictVersion: option({ ...toggle, default: false, help: 'refuse API versions newer than the newest known' }),
  clock: option<'real' | number>({
    expected: '`real` or an instant between 1970 and 9999 with its offset, such as 2026-01-02T03:04:05Z',
    default: 'real',
    read: given => {
      if (given === 'real') return given
      const isWritten = typeof given === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(given)
      const instant = isWritten ? Date.parse(given) : typeof given === 'number' ? given : NaN
      return isRepresentable(instant) ? instant : undefined
    },
    help: 'real, or an instant at which Zoho’s time stands still'
  }),
  idSeed: option({ expected: 'a text', default: '', read: given => typeof given === 'string' ? given : undefined, help: 'another seed gives other ids and tokens' }),
  maxFileSize: option({ ...size, default: limits.fileSize, help: 'largest file, in bytes or with KiB, MiB, GiB' }),
  maxStoreSize: option({ ...size, default: GiB, help: 'memory that all sandboxes together may fill' }),
  tokenThrottle: option({ ...toggle, default: false, help: 'refuse more than 10 access tokens in 10 minutes for one refresh token, as Zoho does' }),
  maxSandboxes: option({ ...integer(1, 100_000), default: 256, help: 'sandboxes at once; the one unused for longest makes room' }),
  journalSize: option({ ...integer(0, 100_000), default: 10_000, help: 'requests that each sandbox keeps in its journal; 0 for none' }),
  latency: option<TimeRange | undefined>({ ...timeRange, default: undefined, help: 'how long each answer takes: 200ms, or 50ms-400ms for times in between' }),
  fetchLinkTitles: option({ ...toggle, default: false, help: 'fetch the page of a link that has no title, for its title' }),
  linkTitleHosts: option({ ...hosts, default: [], help: 'hosts whose pages may be at private addresses, separated by commas' }),
  logLevel: option<Level>({ ...oneOf<Level>(...LEVELS), default: 'info', help: 'fatal, error, warn, info, debug, trace or silent' }),
  portFile: option<string | undefined>({ ...text, default: undefined, help: 'file to write the port to once the server is ready' })
}

type Table = typeof optionTable
export type OptionName = keyof Table

/** All options, with defaults filled in. */
export type CompleteOptions = { readonly [Name in OptionName]: Table[Name]['default'] }

/** Options of `startMock` and `buildServer`; what is left out has its default. */
export type Options = Partial<Omit<CompleteOptions, 'allowedHosts' | 'clock' | 'fault' | 'latency' | 'linkTitleHosts' | 'maxFileSize' | 'maxStoreSize' | 'seed'>> & {
  /** Names or addresses; one text with commas, or a list. */
  readonly allowedHosts?: string | readonly string[]
  /** `real`, an instant such as `2026-01-02T03:04:05Z`, or milliseconds since 1970. */
  readonly clock?: 'real' | string | number
  /** As on the command line, such as `upload:INTERNAL_ERROR:2`, or written out; one or a list. */
  readonly fault?: string | FaultRule | ReadonlyArray<string | FaultRule>
  /** Such as `200ms`, or `50ms-400ms`. */
  readonly latency?: string
  /** Names or addresses; one text with commas, or a list. */
  readonly linkTitleHosts?: string | readonly string[]
  /** In bytes, or such as `20MiB`. */
  readonly maxFileSize?: number | string
  readonly maxStoreSize?: number | string
  /** A path, or the seed itself. */
  readonly seed?: string | Seed
}

export const optionNames = Object.keys(optionTable) as OptionName[]

/**
 * Checks options and fills in defaults.
 * @throws {OptionError} “Expected `port` to be an integer from 0 to 65535, got `abc`”
 */
export function completeOptions (given: Readonly<Record<string, unknown>>): CompleteOptions {
  const unknown = Object.keys(given).find(name => !Object.hasOwn(optionTable, name))
  if (unknown !== undefined) throw new OptionError(`Unknown option \`${unknown}\`: there are ${optionNames.map(name => `\`${name}\``).join(', ')}`)
  const options = Object.fromEntries(optionNames.map(name => {
    const { default: fallback, expected, read }: Option<unknown> = optionTable[name]
    const value = given[name]
    if (value === undefined) return [name, fallback]
    const checked = read(value)
    if (checked === undefined) throw new OptionError(`Expected \`${name}\` to be ${expected}, got \`${typeof value === 'object' ? JSON.stringify(value) : String(value)}\``)
    return [name, checked]
  })) as CompleteOptions
  refuseBadPairs(options)
  return options
}

/** Refuses options that can be used, but not together. */
function refuseBadPairs ({ port, tlsPort, tlsCert, tlsKey }: CompleteOptions): void {
  if (tlsPort === port && port !== 0) throw new OptionError(`Expected \`tlsPort\` to be another port than \`port\`, got \`${port}\` for both: HTTP and HTTPS cannot share one`)
  if (tlsCert !== undefined && tlsKey === undefined) throw new OptionError('Expected `tlsKey` beside `tlsCert`: a certificate is of no use without its key')
  if (tlsKey !== undefined && tlsCert === undefined) throw new OptionError('Expected `tlsCert` beside `tlsKey`: a key is of no use without its certificate')
  if (tlsCert !== undefined && tlsPort === undefined) throw new OptionError('Expected `tlsPort` beside `tlsCert` and `tlsKey`: they are for HTTPS, which has no port yet')
}

/** An option's flag: `port` is `--port`, `maxFileSize` is `--max-file-size`. */
export function flagOf (name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** An option's environment variable: `maxFileSize` is `ZOHO_MOCK_MAX_FILE_SIZE`. */
export function variableOf (name: string): string {
  return `ZOHO_MOCK_${flagOf(name).replaceAll('-', '_').toUpperCase()}`
}

/** The options that the environment gives; an empty variable counts as none, as compose files leave them. */
export function optionsFromEnvironment (environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(optionNames.flatMap(name => {
    const value = environment[variableOf(name)]
    return value ? [[name, value]] : []
  }))
}
