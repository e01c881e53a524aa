import type { Field } from '../zoho/field-types.js'
import { isReserved } from '../zoho/fields.js'
import { matchModule } from '../zoho/modules.js'
import { newestVersion, versions } from '../zoho/versions.js'
import type { CompleteSeed } from './default.js'
import { SeedError } from './schema.js'

type SeededModules = CompleteSeed['modules']
type SeededField = NonNullable<SeededModules[number]['fields']>[number]

/** The organization's own fields, by module. */
export function customFieldsFrom (modules: SeededModules): Map<string, readonly Field[]> {
  return new Map(modules.map(({ apiName, fields = [] }) => [apiName, fields.map(fieldFrom)]))
}

/** The modules of a seed that Zoho does not have. */
export function customModulesFrom (modules: SeededModules): string[] {
  return modules.map(({ apiName }) => apiName).filter(apiName => !newestVersion.modules.includes(apiName))
}

function fieldFrom ({ apiName, dataType, mandatory, length, choices, lookup }: SeededField): Field {
  return {
    apiName,
    type: dataType,
    ...mandatory !== undefined && { isMandatory: mandatory },
    ...length !== undefined && { maxLength: length },
    ...choices !== undefined && { choices },
    ...lookup !== undefined && { lookup },
    isCustom: true
  }
}

/** The organization's own fields in the format of seeds. */
export function seededModules (custom: ReadonlyMap<string, readonly Field[]>): SeededModules {
  return [...custom].map(([apiName, fields]) => ({ apiName, ...fields.length > 0 && { fields: fields.map(seededField) } }))
}

function seededField ({ apiName, type, isMandatory, maxLength, choices, lookup }: Field): SeededField {
  return {
    apiName,
    dataType: type,
    ...isMandatory !== undefined && { mandatory: isMandatory },
    ...maxLength !== undefined && { length: maxLength },
    ...choices !== undefined && { choices: [...choices] },
    ...lookup !== undefined && { lookup }
  }
}

/**
 * Checks the modules of a seed and their fields.
 * @throws {SeedError}
 */
export function checkModules (modules: SeededModules): void {
  const custom = customModulesFrom(modules)
  for (const [index, { fields = [] }] of modules.entries()) {
    const positions = new Map<string, number>()
    for (const [position, { apiName, dataType, choices, lookup }] of fields.entries()) {
      const path = `modules[${index}].fields[${position}]`
      const expect = (name: string, expected: string, got: string): SeedError => new SeedError(`Expected \`${path}.${name}\` to be ${expected}, got \`"${got}"\``)
      if (isReserved(apiName)) throw expect('apiName', 'a name that Zoho does not use itself', apiName)
      const first = positions.get(apiName)
      if (first !== undefined) throw expect('apiName', `another than that of \`fields[${first}]\``, apiName)
      positions.set(apiName, position)
      if (choices !== undefined && !/picklist$/.test(dataType)) throw expect('dataType', 'a list, since the field has `choices`', dataType)
      if (lookup === undefined) continue
      if (dataType !== 'lookup') throw expect('dataType', '`lookup`, since the field has `lookup`', dataType)
      const match = matchModule(lookup, newestVersion, versions, custom)
      if (match.kind !== 'supported') throw new SeedError(`Expected \`${path}.lookup\` to be a module: ${match.hint}`)
    }
  }
}
