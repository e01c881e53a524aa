import { closest, MAX_COMPARED } from '../closest.js'
import { redactSegment } from '../secrets/redact.js'

/** A name that is not a module in this version and this org. */
interface UnknownModule {
  readonly name: string
  /** API names of the version's modules. */
  readonly standard: readonly string[]
  /** API names of the org's custom modules. */
  readonly custom: readonly string[]
}

/** Names that modules have elsewhere: Events in the web interface, Deals in API v1 (github.com/asciisd/zoho/issues/31). */
const OTHER_NAMES: Readonly<Record<string, string>> = { meeting: 'Events', potential: 'Deals' }

const NO_VALUE = 'that is what a variable without a value turns into; put the API name of a module there, such as Leads'
const PLACEHOLDER = 'that is a placeholder; put the API name of a module there, such as Leads'

/** Hints for particular names, keyed by the name's letters in lower case, in the singular. */
const HINTS_BY_NAME: Readonly<Record<string, string>> = {
  // zoho.com/crm/developer/docs/api/v6/select-api-scopes.html: there is no scope with this name from v3 on.
  activity: 'Activities stands for three modules, Tasks, Events and Calls; name one of them',
  attachment: 'Attachments is the related list behind a record, as in /crm/v8/{module}/{record}/Attachments, and no module',
  custom: `"custom" is the word for all custom modules in a scope; in a URL stands the API name of one, and ${howToSeed('Vehicles')}`,
  user: 'Users is an API of its own (GET /crm/v8/users), and no module with attachments',
  email: "Emails is a related list of a record, and no module; Zoho's API for attachments of emails is not mocked",
  file: 'Files is an API of its own (/crm/v8/files) that is not mocked; an attachment is uploaded to a record of a module',
  photo: 'a photo is of a record (/crm/v8/{module}/{record}/photo), and that API is not mocked',
  module: PLACEHOLDER,
  moduleapiname: PLACEHOLDER,
  modulename: PLACEHOLDER,
  undefined: NO_VALUE,
  null: NO_VALUE,
  none: NO_VALUE,
  nan: NO_VALUE,
  objectobject: NO_VALUE
}

/** Such as `Custom_Module` or `CustomModule3`. */
const CUSTOM = /^custom[ _-]?modules?[ _-]?\d*$|^custom[ _-]?\d+$/i

/** Whether case matters is not settled: Zoho's own samples use both. The strict reading is the default, and only this sentence says so. */
const CASE_SENSITIVE = 'API names are case-sensitive'

/**
 * Suggests what to do about a name that is not a module.
 * @returns one sentence with the important part first, since a long header is truncate: `no module "leads": did you mean
 * "Leads"? API names are case-sensitive`
 */
export function hintForModule (unknown: UnknownModule): string {
  const { name } = unknown
  return `no module "${redactSegment(truncate(name))}": ${hintByName(name) ?? hintBySpelling(unknown) ?? hintByDistance(unknown) ?? hintAtSeed(name)}`
}

function hintByName (name: string): string | undefined {
  // zoho.com/crm/developer/docs/api/v7/modules-api.html: `module_name` "CustomModule3" beside an `api_name`.
  if (CUSTOM.test(name)) return `that is Zoho's internal \`module_name\`; in a URL stands the module's \`api_name\`, and ${howToSeed('Vehicles')}`
  const plain = singular(lettersOf(name))
  return Object.hasOwn(HINTS_BY_NAME, plain) ? HINTS_BY_NAME[plain] : undefined
}

/** A hint at the module with the same letters, or with this name elsewhere. */
function hintBySpelling ({ name, standard, custom }: UnknownModule): string | undefined {
  const letters = lettersOf(name)
  if (letters === '') return undefined
  const all = [...standard, ...custom]
  const same = all.find(apiName => lettersOf(apiName) === letters)
  if (same !== undefined) return `did you mean "${same}"? ${same.toLowerCase() === name.toLowerCase() ? CASE_SENSITIVE : 'A label is not the API name'}`
  const plain = singular(letters)
  const other = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined
  const meant = all.find(apiName => apiName === other || singular(lettersOf(apiName)) === plain)
  return meant && `did you mean "${meant}"?`
}

/** A hint at the closest name, if it is close enough to be a typo. */
function hintByDistance ({ name, standard, custom }: UnknownModule): string | undefined {
  const nearest = closest(lettersOf(name), [...custom, ...standard].map(lettersOf))
  const meant = [...custom, ...standard].find(apiName => lettersOf(apiName) === nearest)
  return meant && `did you mean "${meant}"?`
}

function hintAtSeed (name: string): string {
  if (!/^[A-Za-z]\w{0,99}$/.test(name)) return 'expected the API name of a module, such as Leads: letters, digits and underscores'
  // Reported by a user of the Zoho Sign extension: `zohosign__ZohoSign_Documents`.
  const [, namespace] = /^([a-z0-9]+)__\w+/.exec(name) ?? []
  return `${namespace === undefined ? 'a custom module' : `a module of an extension (namespace "${namespace}") is a custom module here, which`} has to be in the seed: ${seedWith(name)} (--seed FILE, startMock({ seed }), or PUT /_mock/state)`
}

function howToSeed (example: string): string {
  return `a custom module has to be in the seed: ${seedWith(example)}`
}

function seedWith (apiName: string): string {
  return JSON.stringify({ modules: [{ apiName }] })
}

/** The letters and digits of a name in lower case, without the `__s` at the end of newer modules' names. */
function lettersOf (name: string): string {
  return decodeSpaces(name).replace(/__s$/, '').replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()
}

/** Decodes spaces of a label that was encoded twice or as in a form. */
function decodeSpaces (name: string): string {
  return name.slice(0, 2 * MAX_COMPARED).replaceAll(/%20|\+/g, ' ')
}

function singular (letters: string): string {
  return letters.replace(/ies$/, 'y').replace(/s$/, '')
}

function truncate (name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}...` : name
}
