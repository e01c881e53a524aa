import { bounds } from '../json/bounds.js'
import { ModuleName } from '../json/types.js'
import { fieldTypeNames } from '../zoho/field-types.js'

/** The pattern and the length of zoho/crm-oas v8.0/fields (381a419), where `api_name` has at most 50 characters. */
const FieldName = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,49}$', description: 'A field’s API name, such as Lead_Source.' } as const

const CustomField = {
  type: 'object',
  required: ['apiName', 'dataType'],
  properties: {
    apiName: FieldName,
    dataType: { enum: fieldTypeNames, description: 'As in the metadata of fields.' },
    mandatory: { type: 'boolean', description: 'Whether a record needs it; false where absent.' },
    length: { type: 'integer', minimum: 1, maximum: bounds.fieldLength, description: 'How many characters a text may have.' },
    choices: { type: 'array', items: { type: 'string', minLength: 1, maxLength: bounds.name }, maxItems: bounds.choices, description: 'What a list offers.' },
    lookup: { ...ModuleName, description: 'The module whose records a lookup points at.' }
  },
  additionalProperties: false,
  description: 'A field of your organization’s own. One with the name of a field that the double knows takes its place.'
} as const

/** The modules of a seed. */
export const Modules = {
  type: 'array',
  items: {
    type: 'object',
    required: ['apiName'],
    properties: { apiName: ModuleName, fields: { type: 'array', items: CustomField, maxItems: bounds.fields } },
    additionalProperties: false
  },
  maxItems: bounds.modules,
  description: 'Custom modules, and custom fields of any module.'
} as const
