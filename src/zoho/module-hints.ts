import { distance } from 'fastest-levenshtein'
import { COMPARED } from '../closest.js'
import { redactSegment } from '../secrets/redact.js'

/** What a hint is about: a name that is no module in this version and this org. */
interface Unknown {
  readonly name: string
  /** API names of the version's modules. */
  readonly standard: readonly string[]
  /** API names of the org's custom modules. */
  readonly custom: readonly string[]
}

/** Names of the same module elsewhere: Events in the web interface, and that of API v1 (github.com/asciisd/zoho/issues/31). */
const OTHER_NAMES: Readonly<Record<string, string>> = { meeting: 'Events', potential: 'Deals' }

const NO_VALUE = 'that is what a variable without a value turns into; put the API name of a module there, such as Leads'
const PLACEHOLDER = 'that is a placeholder; put the API name of a module there, such as Leads'

/** Names that have a sentence of their own, by their letters without case and a plural's `s`. */
const SENTENCES: Readonly<Record<string, string>> = {
  // zoho.com/crm/developer/docs/api/v6/select-api-scopes.html: no scope of this name from v3 on.
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

/** Whether case counts is not settled, Zoho’s own samples write both; the strict reading is the default. The one place that says so. */
const CASE = 'API names are case-sensitive'

/**
 * Says what to do about a name that is no module: in one sentence, the important part first, since a header is cut.
 * @returns such as `no module "leads": did you mean "Leads"? API names are case-sensitive`
 */
export function hintForModule (unknown: Unknown): string {
  const { name } = unknown
  return `no module "${redactSegment(cut(name))}": ${special(name) ?? otherSpelling(unknown) ?? near(unknown) ?? fromTheSeed(name)}`
}

function special (name: string): string | undefined {
  // zoho.com/crm/developer/docs/api/v7/modules-api.html: `module_name` "CustomModule3" beside an `api_name`.
  if (CUSTOM.test(name)) return `that is Zoho's internal \`module_name\`; in a URL stands the module's \`api_name\`, and ${howToSeed('Vehicles')}`
  const plain = singular(lettersOf(name))
  return Object.hasOwn(SENTENCES, plain) ? SENTENCES[plain] : undefined
}

/** The module that has the same letters, or that is meant by a name of elsewhere. */
function otherSpelling ({ name, standard, custom }: Unknown): string | undefined {
  const letters = lettersOf(name)
  if (letters === '') return undefined
  const all = [...standard, ...custom]
  const same = all.find(apiName => lettersOf(apiName) === letters)
  if (same !== undefined) return `did you mean "${same}"? ${same.toLowerCase() === name.toLowerCase() ? CASE : 'A label is not the API name'}`
  const plain = singular(letters)
  const other = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined
  const meant = all.find(apiName => apiName === other || singular(lettersOf(apiName)) === plain)
  return meant && `did you mean "${meant}"?`
}

/** The nearest name, unless it is further away than a slip of the keyboard: two letters, or a third of them. */
function near ({ name, standard, custom }: Unknown): string | undefined {
  const written = name.slice(0, COMPARED).toLowerCase()
  let nearest: string | undefined
  let least = Math.max(2, Math.floor(written.length / 3)) + 1
  for (const apiName of [...custom, ...standard]) {
    const steps = distance(written, apiName.slice(0, COMPARED).toLowerCase())
    if (steps < least) [nearest, least] = [apiName, steps]
  }
  return nearest && `did you mean "${nearest}"?`
}

function fromTheSeed (name: string): string {
  if (!/^[A-Za-z]\w{0,99}$/.test(name)) return 'expected the API name of a module, such as Leads: letters, digits and underscores'
  // Report of a client of Zoho Sign’s extension: `zohosign__ZohoSign_Documents`.
  const [, namespace] = /^([a-z0-9]+)__\w+/.exec(name) ?? []
  return `${namespace === undefined ? 'a custom module' : `a module of an extension (namespace "${namespace}") is a custom module here, which`} has to be in the seed: ${seedWith(name)} (--seed FILE, startMock({ seed }), or PUT /_mock/state)`
}

function howToSeed (example: string): string {
  return `a custom module has to be in the seed: ${seedWith(example)}`
}

function seedWith (apiName: string): string {
  return JSON.stringify({ modules: [{ apiName }] })
}

/** The letters and digits of a name, without case, and without the `__s` that newer modules end with. */
function lettersOf (name: string): string {
  return decodedBlanks(name).replace(/__s$/, '').replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()
}

/** A label that was encoded twice, or in the way of a form. */
function decodedBlanks (name: string): string {
  return name.slice(0, 2 * COMPARED).replaceAll(/%20|\+/g, ' ')
}

function singular (letters: string): string {
  return letters.replace(/ies$/, 'y').replace(/s$/, '')
}

function cut (name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}...` : name
}
