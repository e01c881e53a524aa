import type { World } from '../sandbox/world.js'
import { ID_PREFIX } from '../store/ids.js'
import { NOTES } from '../zoho/notes.js'
import { newestVersion, type Version } from '../zoho/versions.js'

/** A module as the metadata shows it. */
export interface DescribedModule {
  readonly apiName: string
  readonly id: string
  readonly isCustom: boolean
  /** Position in the interface, from 1 on. */
  readonly position: number
}

/** Ids of modules, related lists and fields are below those of everything else that the double makes. */
const FIRST_MODULE = 2000
const FIRST_RELATED_LIST = 500_000
const FIRST_FIELD = 1_000_000
/** Ids of fields that each module has. */
const FIELDS_PER_MODULE = 1000

/** The modules that the double has in a version: Zoho's, then the organization's own. */
export function modulesOf (version: Version, { customModules }: World): DescribedModule[] {
  // All versions agree about the id of a module.
  const all = [...newestVersion.modules, ...customModules]
  return all
    .map((apiName, index) => ({ apiName, id: moduleId(index), isCustom: index >= newestVersion.modules.length, position: index + 1 }))
    .filter(({ apiName, isCustom }) => isCustom || version.modules.includes(apiName))
}

/** The module with an id, if there is one. */
export function moduleWithId (version: Version, world: World, id: string): DescribedModule | undefined {
  return modulesOf(version, world).find(module => module.id === id)
}

/** The module with an API name, if there is one in the version. */
export function moduleNamed (version: Version, world: World, name: string): DescribedModule | undefined {
  return modulesOf(version, world).find(({ apiName }) => apiName === name)
}

/** The related lists that the double has, in the order of the interface, with the module of their records. */
export const relatedLists = [
  // Attachments are a module without records of their own, which stands in no list of modules.
  { apiName: 'Attachments', moduleId: moduleId(-1) },
  { apiName: NOTES, moduleId: moduleId(newestVersion.modules.indexOf(NOTES)) }
] as const

/** The id of a related list of a module. */
export function relatedListId ({ position }: DescribedModule, index: number): string {
  return idFrom(FIRST_RELATED_LIST + position * relatedLists.length + index)
}

/** The id of a field of a module. */
export function fieldId ({ position }: DescribedModule, index: number): string {
  return idFrom(FIRST_FIELD + position * FIELDS_PER_MODULE + index)
}

/** @param index among all modules: those of the newest version, then those of the organization */
function moduleId (index: number): string {
  return idFrom(FIRST_MODULE + index)
}

function idFrom (number: number): string {
  return ID_PREFIX + String(number).padStart(12, '0')
}
