import { matchVersion } from './versions.js'

/** What stands in the place of a module in Zoho's other APIs, beside names with two underscores in front. */
const NO_MODULES: ReadonlySet<string> = new Set(['actions', 'bulk', 'coql', 'features', 'files', 'functions', 'org', 'settings', 'users'])
/** What stands in the place of a record's id. */
const NO_RECORDS: ReadonlySet<string> = new Set(['actions', 'deleted', 'search', 'upsert'])

/** The segments of a URL that an operation's path has a parameter for, as far as they are known. */
export interface Segments {
  readonly version?: string | undefined
  readonly module?: string | undefined
  readonly record?: string | undefined
}

/**
 * Whether a URL that looks like that of an operation belongs to another of Zoho's APIs, as `/crm/v8/settings/layouts` looks like
 * a record's. Source: the paths of Zoho's API reference v8, zoho.com/crm/developer/docs/api/v8/.
 */
export function isOfAnotherApi ({ version, module, record }: Segments): boolean {
  if (version !== undefined && matchVersion(version).kind === 'not-a-version') return true
  if (module !== undefined && (NO_MODULES.has(module) || module.startsWith('__'))) return true
  return record !== undefined && NO_RECORDS.has(record)
}
