import type { World } from '../sandbox/world.js'
import { fieldTypes, type Field } from '../zoho/field-types.js'
import { isWritable, systemFieldsOf, type ModuleFields } from '../zoho/fields.js'
import type { RelatedListKey, Version } from '../zoho/versions.js'
import { fieldId, modulesOf, relatedListId, relatedLists, type DescribedModule } from './modules.js'

/** Names of modules in the web interface that are not made from the API name. Source: the sample of the page below. */
const LABELS: ReadonlyMap<string, string> = new Map([['Events', 'Meetings']])

/**
 * The keys of a module that both the sample on zoho.com/crm/developer/docs/api/v7/modules-api.html and the types of
 * @zohocrm/nodejs-sdk-2.0 have. The values of a default module are those of Leads in the sample.
 */
function presentModule ({ apiName, id, isCustom, position }: DescribedModule): object {
  const plural = LABELS.get(apiName) ?? labelOf(apiName)
  return {
    global_search_supported: true,
    deletable: true,
    description: null,
    creatable: true,
    modified_time: null,
    plural_label: plural,
    presence_sub_menu: true,
    id,
    visibility: 1,
    convertable: apiName === 'Leads',
    editable: true,
    profiles: [],
    show_as_tab: true,
    web_link: null,
    sequence_number: position,
    singular_label: plural.replace(/ies$/, 'y').replace(/s$/, ''),
    viewable: true,
    api_supported: true,
    api_name: apiName,
    quick_create: true,
    modified_by: null,
    generated_type: isCustom ? 'custom' : 'default',
    feeds_required: false,
    arguments: [],
    module_name: isCustom ? `CustomModule${position}` : plural,
    business_card_field_limit: 5,
    parent_module: {}
  }
}

/** The reply with all modules. */
export function presentModules (modules: readonly DescribedModule[]): object {
  return { modules: modules.map(presentModule) }
}

/** The reply with one module. Source of `display_field`: zoho/crm-oas v8.0/modules, getModuleByApiName (381a419). */
export function presentOneModule (module: DescribedModule, { name }: ModuleFields): object {
  return { modules: [{ ...presentModule(module), display_field: name, per_page: 50 }] }
}

/**
 * The reply with the fields of a module: Zoho's own, those of the table, and those of the organization. The keys are those that
 * both the sample on zoho.com/crm/developer/docs/api/v7/field-meta.html and the types of @zohocrm/nodejs-sdk-2.0 have.
 */
export function presentFields (module: DescribedModule, world: World, version: Version): object {
  const modules = new Map(modulesOf(version, world).map(other => [other.apiName, other]))
  const { name, fields } = world.fields.of(module.apiName)
  return {
    fields: [...systemFieldsOf(module.apiName), ...fields].map((field, index) => {
      const target = field.lookup === undefined ? undefined : modules.get(field.lookup)
      return presentField(field, { id: fieldId(module, index), isName: field.apiName === name, lookup: target && presentLookup(target, version) })
    })
  }
}

interface FieldContext {
  readonly id: string
  /** Whether it has the name of a record. */
  readonly isName: boolean
  /** What it points at; `undefined` for anything but a lookup. */
  readonly lookup: object | undefined
}

function presentField ({ apiName, type, isMandatory = false, isCustom = false, maxLength, choices = [] }: Field, { id, isName, lookup = {} }: FieldContext): object {
  const label = labelOf(apiName)
  const { json } = fieldTypes[type]
  // Zoho's own times and people; the owner is written.
  const isReadOnly = !isWritable(apiName)
  return {
    system_mandatory: isMandatory,
    webhook: true,
    private: null,
    json_type: json,
    crypt: null,
    field_label: label,
    tooltip: null,
    created_source: 'default',
    field_read_only: isReadOnly,
    display_label: label,
    read_only: isReadOnly,
    association_details: null,
    businesscard_supported: false,
    multi_module_lookup: {},
    currency: {},
    id,
    custom_field: isCustom,
    lookup,
    visible: true,
    length: maxLength ?? LENGTH,
    view_type: { view: true, edit: !isReadOnly, quick_create: isMandatory || isName, create: !isReadOnly },
    api_name: apiName,
    unique: {},
    data_type: type,
    formula: {},
    decimal_place: null,
    mass_update: false,
    pick_list_values: choices.map((choice, index) => ({ display_value: choice, sequence_number: index + 1, reference_value: choice, actual_value: choice })),
    multiselectlookup: {},
    auto_number: {}
  }
}

/** The length of a field that has none of its own, as that of the owner in the sample. */
const LENGTH = 120

/** Where a lookup points. */
function presentLookup (target: DescribedModule, version: Version): object {
  return { module: presentModuleRef(target, version) }
}

/**
 * The reply with the related lists of a module. The keys are those of @zohocrm/nodejs-sdk-2.1, 6.0 and 7.0, json_details.json,
 * related_list; their values those of the sample on zoho.com/crm/developer/docs/api/v2.1/related-list-meta.html and of the
 * examples in zoho/crm-oas v8.0/related_lists (ff5c91b).
 */
export function presentRelatedLists (module: DescribedModule, version: Version): object {
  return {
    related_lists: relatedLists.map(({ apiName, moduleId }, index) => ({
      id: relatedListId(module, index),
      sequence_number: String(index + 1),
      display_label: apiName,
      api_name: apiName,
      module: presentModuleRef({ apiName, id: moduleId }, version),
      name: apiName,
      action: null,
      href: `${module.apiName}/{ENTITYID}/${apiName}`,
      type: 'default',
      connectedmodule: null,
      linkingmodule: null,
      ...Object.fromEntries(version.relatedListKeys.map(key => [key, relatedListValues[key]]))
    }))
  }
}

const relatedListValues: Readonly<Record<RelatedListKey, unknown>> = { customize_sort: false, customize_fields: false, customize_display_label: false, status: 'visible' }

/** A reference to a module. Its shape before v6: `fields/module` in json_details.json of @zohocrm/nodejs-sdk-2.1. */
function presentModuleRef ({ apiName, id }: Pick<DescribedModule, 'apiName' | 'id'>, { hasModuleRefs }: Version): string | object {
  return hasModuleRefs ? { api_name: apiName, id } : apiName
}

/** What the web interface calls a module or a field: “Lead Source” for `Lead_Source`. */
function labelOf (apiName: string): string {
  return apiName.replace(/__[a-z]$/, '').replaceAll('_', ' ')
}
