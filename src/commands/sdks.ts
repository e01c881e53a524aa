/** Where an SDK is to be pointed. */
interface Target {
  readonly url: string
  /** The full token URL, to which SDKs add nothing. */
  readonly accountsUrl: string
}

/** One of Zoho's SDKs: how it is pointed at another server. */
export interface Sdk {
  readonly name: string
  readonly package: string
  /** Its environment class, in its own language. */
  readonly environment: (target: Target) => string
}

type Row = readonly [name: string, packageName: string, environment: (target: Target) => string]

const dataCenter = ({ url, accountsUrl }: Target): string => `DataCenter.setEnvironment('${url}', '${accountsUrl}', '${url}')`
const named = ({ url, accountsUrl }: Target): string => `new Environment('${url}', '${accountsUrl}', '${url}', 'mock')`

/**
 * Newest first of each language. The environments are those of README's snippets, of which the JavaScript ones run in
 * CI and the others were run by hand, but for C#'s, which stands in its source.
 */
const rows: readonly Row[] = [
  ...['8.0', '7.0', '6.0'].map((version): Row => [`nodejs-${version}`, `@zohocrm/nodejs-sdk-${version}`, dataCenter]),
  ...['2.1', '2.0'].map((version): Row => [`nodejs-${version}`, `@zohocrm/nodejs-sdk-${version}`, named]),
  ['nodejs-1.1', 'zcrmsdk', ({ url, accountsUrl }) => `new Environment('${url}', '${accountsUrl}', '${url}')`],
  ...['8.0', '7.0', '6.0'].map((version): Row => [`typescript-${version}`, `@zohocrm/typescript-sdk-${version}`, dataCenter]),
  ...['2.1', '2.0'].map((version): Row => [`typescript-${version}`, `@zohocrm/typescript-sdk-${version}`, named]),
  ['python-8.0', 'zohocrmsdk8_0', ({ url, accountsUrl }) => `DataCenter.Environment('${url}', '${accountsUrl}', '${url}')`],
  ['php-8.0', 'zohocrm/php-sdk-8.0', ({ url, accountsUrl }) => `DataCenter::setEnvironment('${url}', '${accountsUrl}', '${url}')`],
  ['java-8.0', 'com.zoho.crm:zohocrm-java-sdk-8-0', ({ url, accountsUrl }) => [
    'new DataCenter.Environment() {',
    `    public String getUrl() { return "${url}"; }`,
    `    public String getAccountsUrl() { return "${accountsUrl}"; }`,
    `    public String getFileUploadUrl() { return "${url}"; }`,
    '}'
  ].join('\n')],
  ['ruby-8.0', 'ZOHOCRMSDK8_0', ({ url, accountsUrl }) => [
    '# It speaks HTTPS only: start the double with --tls-port, and trust its /_mock/ca.pem.',
    `ZOHOCRMSDK::DC::DataCenter::Environment.new('${url}', '${accountsUrl}', '${url}')`
  ].join('\n')],
  ['csharp-8.0', 'ZOHOCRMSDK-8.0', ({ url, accountsUrl }) => `new Com.Zoho.Crm.API.Dc.DataCenter.Environment("${url}", "${accountsUrl}", "${url}")`]
]

export const sdks: readonly Sdk[] = rows.map(([name, packageName, environment]) => ({ name, package: packageName, environment }))

/** @param name with its version, or the language alone for the newest @returns `undefined` for what is none */
export function findSdk (name: string): Sdk | undefined {
  return sdks.find(sdk => sdk.name === name) ?? sdks.find(sdk => sdk.name.split('-')[0] === name)
}
