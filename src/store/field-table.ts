import { fieldsOf, type ModuleFields } from '../zoho/fields.js'
import type { Field } from '../zoho/field-types.js'

/** The fields of an organization's modules: those that Zoho has, and its own. */
export class FieldTable {
  /** The organization's own fields by module, in the order of the seed. A custom module may have none. */
  readonly custom: ReadonlyMap<string, readonly Field[]>
  // A module may have hundreds of fields, and a search looks at them for each record.
  readonly #known = new Map<string, ModuleFields>()

  constructor (custom: ReadonlyMap<string, readonly Field[]>) {
    this.custom = custom
  }

  /**
   * What is known of the fields of a module.
   * @param module API name of a module that exists
   */
  of (module: string): ModuleFields {
    const known = this.#known.get(module) ?? fieldsOf(module, this.custom.get(module))
    this.#known.set(module, known)
    return known
  }
}
