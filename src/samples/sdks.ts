import { nodejs11, nodejs20, nodejs21, nodejs8, typescript11, typescript20, typescript21, typescript8 } from './snippets/nodejs.js'
import { csharp, java, php, python, ruby, scala } from './snippets/others.js'
import { traps, type TrapName } from './snippets/traps.js'

/** The port for HTTPS in what is printed, where none is given, or one that the system chooses. */
export const TLS_PORT = 4151

/** How far a snippet was tried. */
export const tried = {
  'in CI': 'CI runs this code in every build.',
  'by hand': 'The SDK was run by hand, set up like this; this code as it stands was not.',
  no: 'This code follows the SDK’s source and samples; it was not run.'
} as const

/** One of Zoho's SDKs: how it is pointed at the double. */
export interface Sdk {
  readonly language: string
  readonly version: string
  /** Language and version, such as `python-8.0`. */
  readonly name: string
  readonly package: string
  readonly tried: keyof typeof tried
  readonly traps: readonly TrapName[]
  /** Whether it speaks to nothing but HTTPS. */
  readonly isHttpsOnly: boolean
  /** The code in its own language, for a base URL. */
  readonly code: (url: string) => string
}

type Row = readonly [
  language: string,
  versions: readonly string[],
  packageOf: (version: string) => string,
  codeOf: (packageName: string) => Sdk['code'],
  tried: Sdk['tried'],
  traps?: readonly TrapName[]
]

const dashed = (version: string): string => version.replace('.', '-')
const underscored = (version: string): string => version.replace('.', '_')
const node = (version: string): string => `@zohocrm/nodejs-sdk-${version}`
const typed = (version: string): string => `@zohocrm/typescript-sdk-${version}`
const pypi = (version: string): string => `zohocrmsdk${underscored(version)}`
const composer = (version: string): string => `zohocrm/php-sdk-${version}`
/** Java's before 6.0 and Scala's have the same coordinates, in different repositories. */
const maven = (version: string): string => `com.zoho.crm:zohocrmsdk-${dashed(version)}`
const maven6 = (version: string): string => `com.zoho.crm:zohocrm-java-sdk-${dashed(version)}`
const gem = (version: string): string => `ZOHOCRMSDK${underscored(version)}`
const nuget = (version: string): string => `ZOHOCRMSDK-${version}`

const NODE: readonly TrapName[] = ['links', 'buffers']
const JAVA: readonly TrapName[] = ['javaNothing', 'javaNames']
const RUBY: readonly TrapName[] = ['rubyHttps', 'rubyPath']

/**
 * Newest first of each language. Not here: those whose environment nobody has read (nodejs 3.0, java 3.0, ruby 6.0), those
 * that are on no registry (nodejs and typescript 5.0), and JavaScript's for browsers, which log in by a window of Zoho's.
 */
const rows: readonly Row[] = [
  ['nodejs', ['8.0', '7.0', '6.0'], node, nodejs8, 'in CI', NODE],
  ['nodejs', ['2.1'], node, nodejs21, 'in CI', NODE],
  ['nodejs', ['2.0'], node, nodejs20, 'in CI', NODE],
  ['nodejs', ['1.1'], () => 'zcrmsdk', nodejs11, 'in CI', NODE],
  ['typescript', ['8.0', '7.0', '6.0'], typed, typescript8, 'in CI', ['declarations']],
  ['typescript', ['2.1'], typed, typescript21, 'in CI', ['declarations']],
  ['typescript', ['2.0'], typed, typescript20, 'in CI', ['sources']],
  ['typescript', ['1.1'], () => '@zohocrm/typescript-sdk', typescript11, 'by hand', ['sources']],
  ['python', ['8.0', '7.0', '6.0'], pypi, () => python('zohocrmsdk', {}), 'by hand', ['bytes']],
  ['python', ['5.0'], pypi, () => python('zohocrmsdk', { name: true }), 'no', ['bytes']],
  ['python', ['2.1', '2.0'], pypi, () => python('zcrmsdk', { name: true, user: true }), 'no', ['bytes']],
  ['php', ['8.0', '7.0', '6.0'], composer, () => php({}), 'by hand', ['phpTrust']],
  ['php', ['5.0', '4.0'], composer, () => php({ name: true }), 'no', ['phpTrust']],
  ['php', ['3.0', '2.1', '2.0'], composer, () => php({ name: true, user: true }), 'no', ['phpTrust']],
  ['java', ['8.0'], maven6, () => java({}), 'by hand', JAVA],
  ['java', ['7.0', '6.0'], maven6, () => java({}), 'no', JAVA],
  ['java', ['5.0'], maven, () => java({}), 'no', JAVA],
  ['java', ['4.0'], maven, () => java({ name: true }), 'no', JAVA],
  ['java', ['2.1', '2.0'], maven, () => java({ name: true, user: true }), 'no', JAVA],
  ['ruby', ['8.0'], gem, name => ruby(name, {}), 'by hand', RUBY],
  ['ruby', ['7.0'], gem, name => ruby(name, {}), 'no', RUBY],
  ['ruby', ['5.0'], gem, name => ruby(name, { name: true }), 'no', RUBY],
  ['ruby', ['2.1'], gem, name => ruby(name, { name: true, user: true }), 'no', RUBY],
  ['csharp', ['8.0', '7.0', '6.0'], nuget, () => csharp({}), 'no'],
  ['csharp', ['5.0'], nuget, () => csharp({ name: true }), 'no'],
  ['csharp', ['2.1', '2.0'], nuget, () => csharp({ name: true, user: true }), 'no'],
  ['scala', ['8.0', '7.0', '6.0'], maven, () => scala({}), 'no'],
  ['scala', ['2.1'], maven, () => scala({ name: true, user: true }), 'no'],
  ['scala', ['2.0'], maven, () => scala({ user: true }), 'no']
]

/** Traps of every SDK, and of those from 6.0 on. */
const COMMON: readonly TrapName[] = ['tokenUrl', 'tokenFile', 'refusal', 'fileName']
const SINCE_6: readonly TrapName[] = ['deletions']

export const sdks: readonly Sdk[] = rows.flatMap(([language, versions, packageOf, codeOf, tried, own = []]) => versions.map(version => ({
  language,
  version,
  name: `${language}-${version}`,
  package: packageOf(version),
  tried,
  traps: [...COMMON, ...Number(version) >= 6 ? SINCE_6 : [], ...own],
  isHttpsOnly: own.includes('rubyHttps'),
  code: codeOf(packageOf(version))
})))

/** @param name with its version, or the language alone for the newest @returns `undefined` for what is none */
export function findSdk (name: string): Sdk | undefined {
  return sdks.find(sdk => sdk.name === name) ?? sdks.find(sdk => sdk.language === name)
}

/** Every SDK in few words: `nodejs (8.0, 7.0), python (8.0)`. */
export function listOfSdks (): string {
  const languages = [...new Set(sdks.map(({ language }) => language))]
  return languages.map(language => `${language} (${sdks.filter(sdk => sdk.language === language).map(({ version }) => version).join(', ')})`).join(', ')
}

/** A file that points an SDK at a base URL: the code, with its traps as comments. */
export function fileFor (sdk: Sdk, url: string): string {
  const source = sdk.code(quotable(url))
  const opening = source.startsWith('<?php\n') ? '<?php\n' : ''
  const code = source.slice(opening.length)
  const sign = ['python', 'ruby'].includes(sdk.language) ? '#' : '//'
  const comment = (text: string): string => wrapped(text).map(line => `${sign} ${line}\n`).join('')
  const own = sdk.traps.map(name => comment(`- ${traps[name].what} ${traps[name].why}`))
  const heading = `${comment(`${sdk.package}, pointed at ${quotable(url)}`)}${comment(tried[sdk.tried])}`
  return `${opening}${heading}\n${code}\n${comment('Traps:')}${own.join('')}`
}

/** A URL as it may stand in a text of any of the languages: without what ends the text, or begins code in it. */
function quotable (url: string): string {
  return url.replaceAll(/['"\\`$#{}\s]/g, character => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

const WIDTH = 110

/** The lines of a text; those after the first stand under it. */
function wrapped (text: string): string[] {
  return text.split(' ').reduce<string[]>((before, word) => {
    const last = before.at(-1)
    if (last === undefined) return [word]
    return last.length + word.length < WIDTH ? [...before.slice(0, -1), `${last} ${word}`] : [...before, `  ${word}`]
  }, [])
}
