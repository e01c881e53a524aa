/** Where an SDK is to be pointed. */
interface Target {
  readonly url: string
  /** The full token URL, to which SDKs add nothing. */
  readonly accountsUrl: string
}

/** One of Zoho's SDKs: how it is pointed at another server. */
export interface Sdk {
  readonly language: string
  readonly version: string
  /** Language and version, such as `python-8.0`. */
  readonly name: string
  readonly package: string
  /** Its environment class, in its own language. */
  readonly environment: (target: Target) => string
}

type Environment = Sdk['environment']
type Row = readonly [language: string, versions: readonly string[], packageOf: (version: string) => string, environment: Environment]

/** A call with the base URL, the token URL and the base URL for files, and in some versions a name behind them. */
const call = (what: string, ...others: readonly string[]): Environment => ({ url, accountsUrl }) =>
  `${what}(${[url, accountsUrl, url, ...others].map(text => `'${text}'`).join(', ')})`
/** In the versions that want one, the name is part of the key that a token is stored under. */
const NAME = 'mock'

const dashed = (version: string): string => version.replace('.', '-')
const underscored = (version: string): string => version.replace('.', '_')
/** Java's before 6.0 and Scala's have the same coordinates, in different repositories. */
const maven = (version: string): string => `com.zoho.crm:zohocrmsdk-${dashed(version)}`
const gem = (version: string): string => `ZOHOCRMSDK${underscored(version)}`
const pypi = (version: string): string => `zohocrmsdk${underscored(version)}`

/** Up to 4.0, Java's environment has a method more, for the name. */
const java = (...others: readonly string[]): Environment => ({ url, accountsUrl }) => [
  'new DataCenter.Environment() {',
  `    public String getUrl() { return "${url}"; }`,
  `    public String getAccountsUrl() { return "${accountsUrl}"; }`,
  `    public String getFileUploadUrl() { return "${url}"; }`,
  ...others,
  '}'
].join('\n')

const scala = (...others: readonly string[]): Environment => ({ url, accountsUrl }) => [
  'new DataCenter.Environment {',
  `  override def getUrl: String = "${url}"`,
  `  override def getAccountsUrl: String = "${accountsUrl}"`,
  `  override def getFileUploadUrl: String = "${url}"`,
  ...others,
  '}'
].join('\n')

const ruby = (...others: readonly string[]): Environment => target => [
  '# It speaks HTTPS only: start the double with --tls-port, and trust its /_mock/ca.pem.',
  call('ZOHOCRMSDK::DC::DataCenter::Environment.new', ...others)(target)
].join('\n')

/** Of 5.0 and before, the name comes first. */
const csharp = (...first: readonly string[]): Environment => ({ url, accountsUrl }) =>
  `new Com.Zoho.Crm.API.Dc.DataCenter.Environment(${[...first, url, accountsUrl, url].map(text => `"${text}"`).join(', ')})`

/**
 * Newest first of each language. README's snippets say which were run, and how; Python 7.0 and 6.0, PHP 7.0 and 6.0 and
 * TypeScript 1.1 were run by hand, too. The environments of the others stand in Zoho's repositories,
 * zoho/zohocrm-{language}-sdk-{version}: in data_center.*, DataCenter.*, datacenter.rb or environment.*, or, where that
 * file is not to be had (python 5.0 and 2.0, php 2.1, java 2.1), in what calls it; those of java 7.0, ruby 7.0,
 * csharp 8.0, scala 7.0 and 6.0 in the same file of the version beside it. PHP 4.0 and 3.0 stand between two versions
 * that take a name, and PHP ignores one too many.
 * Not here: those whose environment nobody has read (nodejs 3.0, java 3.0, ruby 6.0), those that are on no registry
 * (nodejs and typescript 5.0), and JavaScript's for browsers, which log in by a window of Zoho's.
 */
const rows: readonly Row[] = [
  ['nodejs', ['8.0', '7.0', '6.0'], version => `@zohocrm/nodejs-sdk-${version}`, call('DataCenter.setEnvironment')],
  ['nodejs', ['2.1', '2.0'], version => `@zohocrm/nodejs-sdk-${version}`, call('new Environment', NAME)],
  ['nodejs', ['1.1'], () => 'zcrmsdk', call('new Environment')],
  ['typescript', ['8.0', '7.0', '6.0'], version => `@zohocrm/typescript-sdk-${version}`, call('DataCenter.setEnvironment')],
  ['typescript', ['2.1', '2.0'], version => `@zohocrm/typescript-sdk-${version}`, call('new Environment', NAME)],
  ['typescript', ['1.1'], () => '@zohocrm/typescript-sdk', call('new Environment')],
  ['python', ['8.0', '7.0', '6.0'], pypi, call('DataCenter.Environment')],
  ['python', ['5.0', '2.1', '2.0'], pypi, call('DataCenter.Environment', NAME)],
  ['php', ['8.0', '7.0', '6.0'], version => `zohocrm/php-sdk-${version}`, call('DataCenter::setEnvironment')],
  ['php', ['5.0', '4.0', '3.0', '2.1', '2.0'], version => `zohocrm/php-sdk-${version}`, call('DataCenter::setEnvironment', NAME)],
  ['java', ['8.0', '7.0', '6.0'], version => `com.zoho.crm:zohocrm-java-sdk-${dashed(version)}`, java()],
  ['java', ['5.0'], maven, java()],
  ['java', ['4.0', '2.1', '2.0'], maven, java(`    public String getName() { return "${NAME}"; }`)],
  ['ruby', ['8.0', '7.0'], gem, ruby()],
  ['ruby', ['5.0', '2.1'], gem, ruby(NAME)],
  ['csharp', ['8.0', '7.0', '6.0'], version => `ZOHOCRMSDK-${version}`, csharp()],
  ['csharp', ['5.0', '2.1', '2.0'], version => `ZOHOCRMSDK-${version}`, csharp(NAME)],
  ['scala', ['8.0', '7.0', '6.0'], maven, scala()],
  ['scala', ['2.1'], maven, scala(`  override def getName: String = "${NAME}"`)],
  ['scala', ['2.0'], maven, scala()]
]

export const sdks: readonly Sdk[] = rows.flatMap(([language, versions, packageOf, environment]) =>
  versions.map(version => ({ language, version, name: `${language}-${version}`, package: packageOf(version), environment })))

/** @param name with its version, or the language alone for the newest @returns `undefined` for what is none */
export function findSdk (name: string): Sdk | undefined {
  return sdks.find(sdk => sdk.name === name) ?? sdks.find(sdk => sdk.language === name)
}

/** Every SDK in few words: `nodejs (8.0, 7.0), python (8.0)`. */
export function listOfSdks (): string {
  const languages = [...new Set(sdks.map(({ language }) => language))]
  return languages.map(language => `${language} (${sdks.filter(sdk => sdk.language === language).map(({ version }) => version).join(', ')})`).join(', ')
}
