import type { Field, FieldType } from './field-types.js'

/** What is known of a module's records. */
export interface ModuleFields {
  /** The field with the name of a record, which a lookup shows. */
  readonly name: string
  /** By which field an upsert finds a record, if the request names none. */
  readonly duplicateCheck: string
  readonly fields: readonly Field[]
}

/** The name of a person, which Zoho puts together. */
const FULL_NAME = 'Full_Name'

type Options = Omit<Field, 'apiName' | 'type'>
const mandatory = { isMandatory: true }
const ofType = (type: FieldType, options: Options, ...apiNames: string[]): Field[] => apiNames.map(apiName => ({ apiName, type, ...options }))
const phones = (...apiNames: string[]): Field[] => ofType('phone', { maxLength: 30 }, ...apiNames)
const emails = (...apiNames: string[]): Field[] => ofType('email', { maxLength: 100 }, ...apiNames)
const accounts = (...apiNames: string[]): Field[] => ofType('lookup', { lookup: 'Accounts' }, ...apiNames)
const picklists = (...apiNames: string[]): Field[] => ofType('picklist', { maxLength: 120 }, ...apiNames)
const description = ofType('textarea', { maxLength: 32_000 }, 'Description')
const person = [...ofType('text', { maxLength: 40 }, 'First_Name'), ...ofType('text', { maxLength: 80, ...mandatory }, 'Last_Name')]

/**
 * The fields that the double knows. Names and types: the example requests of zoho/crm-oas v8.0/record, createRecords (ff5c91b).
 * Mandatory ones: zoho.com/crm/developer/docs/api/v7/insert-records.html. By which field an upsert looks for duplicates:
 * v7/upsert-records.html. Lengths are inferred from the defaults of Zoho's web interface. A record may have other fields, too: they are
 * kept and not checked.
 */
const known: Readonly<Record<string, ModuleFields>> = {
  Leads: {
    name: FULL_NAME,
    duplicateCheck: 'Email',
    fields: [
      ...person,
      ...ofType('text', { maxLength: 200 }, 'Company'),
      ...emails('Email', 'Secondary_Email'),
      ...phones('Phone', 'Mobile', 'Fax'),
      ...picklists('Salutation', 'Lead_Source', 'Lead_Status', 'Industry', 'Rating'),
      ...ofType('text', { maxLength: 100 }, 'Designation'),
      ...ofType('website', { maxLength: 255 }, 'Website'),
      ...ofType('integer', {}, 'No_of_Employees'),
      ...ofType('currency', {}, 'Annual_Revenue'),
      ...ofType('boolean', {}, 'Email_Opt_Out'),
      ...ofType('text', { maxLength: 250 }, 'Street'),
      ...ofType('text', { maxLength: 100 }, 'City', 'State', 'Country'),
      ...ofType('text', { maxLength: 30 }, 'Zip_Code'),
      ...description
    ]
  },
  Contacts: {
    name: FULL_NAME,
    duplicateCheck: 'Email',
    fields: [
      ...person,
      ...accounts('Account_Name'),
      ...emails('Email', 'Secondary_Email'),
      ...phones('Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Fax'),
      ...picklists('Salutation', 'Lead_Source'),
      ...ofType('text', { maxLength: 100 }, 'Title', 'Department'),
      ...ofType('date', {}, 'Date_of_Birth'),
      ...ofType('boolean', {}, 'Email_Opt_Out'),
      ...ofType('text', { maxLength: 250 }, 'Mailing_Street'),
      ...ofType('text', { maxLength: 100 }, 'Mailing_City', 'Mailing_State', 'Mailing_Country'),
      ...ofType('text', { maxLength: 30 }, 'Mailing_Zip'),
      ...description
    ]
  },
  Accounts: {
    name: 'Account_Name',
    duplicateCheck: 'Account_Name',
    fields: [
      ...ofType('text', { maxLength: 200, ...mandatory }, 'Account_Name'),
      ...accounts('Parent_Account'),
      ...phones('Phone', 'Fax'),
      ...ofType('website', { maxLength: 255 }, 'Website'),
      ...picklists('Account_Type', 'Industry', 'Ownership', 'Rating'),
      ...ofType('integer', {}, 'Employees'),
      ...ofType('currency', {}, 'Annual_Revenue'),
      ...ofType('text', { maxLength: 250 }, 'Billing_Street', 'Shipping_Street'),
      ...ofType('text', { maxLength: 100 }, 'Billing_City', 'Billing_State', 'Billing_Country', 'Shipping_City', 'Shipping_State', 'Shipping_Country'),
      ...ofType('text', { maxLength: 30 }, 'Billing_Code', 'Shipping_Code'),
      ...description
    ]
  },
  Deals: {
    name: 'Deal_Name',
    duplicateCheck: 'Deal_Name',
    fields: [
      ...ofType('text', { maxLength: 120, ...mandatory }, 'Deal_Name'),
      ...ofType('picklist', { maxLength: 120, ...mandatory }, 'Stage'),
      ...accounts('Account_Name'),
      ...ofType('lookup', { lookup: 'Contacts' }, 'Contact_Name'),
      ...ofType('currency', {}, 'Amount', 'Expected_Revenue'),
      ...ofType('date', {}, 'Closing_Date'),
      ...picklists('Type', 'Lead_Source', 'Pipeline'),
      ...ofType('text', { maxLength: 100 }, 'Next_Step'),
      ...description
    ]
  },
  Notes: {
    name: 'Note_Title',
    duplicateCheck: 'Note_Title',
    fields: [
      ...ofType('text', { maxLength: 120 }, 'Note_Title'),
      // The length: zoho/crm-oas v8.0/notes (ff5c91b). Whether it is mandatory depends on the version.
      ...ofType('textarea', { maxLength: 65_535 }, 'Note_Content'),
      ...ofType('lookup', {}, 'Parent_Id')
    ]
  }
}

/** The field with the name of a record in the other standard modules, which is mandatory there. Source: the same page, and v7/insert-records.html. */
const names: Readonly<Record<string, string>> = {
  Campaigns: 'Campaign_Name',
  Tasks: 'Subject',
  Cases: 'Subject',
  Events: 'Event_Title',
  Calls: 'Subject',
  Solutions: 'Solution_Title',
  Products: 'Product_Name',
  Vendors: 'Vendor_Name',
  Price_Books: 'Price_Book_Name',
  Quotes: 'Subject',
  Sales_Orders: 'Subject',
  Purchase_Orders: 'Subject',
  Invoices: 'Subject'
}

/**
 * What the double knows of the fields of a module.
 * @param custom the organization's own fields; one with the name of a known field takes its place
 */
export function fieldsOf (module: string, custom: readonly Field[] = []): ModuleFields {
  const standard = standardFieldsOf(module)
  if (custom.length === 0) return standard
  const replaced = new Set(custom.map(({ apiName }) => apiName))
  return { ...standard, fields: [...standard.fields.filter(({ apiName }) => !replaced.has(apiName)), ...custom] }
}

function standardFieldsOf (module: string): ModuleFields {
  if (Object.hasOwn(known, module)) return known[module] as ModuleFields
  const isStandard = Object.hasOwn(names, module)
  const name = isStandard ? names[module] as string : 'Name'
  return {
    name,
    duplicateCheck: name,
    fields: [...ofType('text', { maxLength: 255, ...isStandard && mandatory }, name), ...emails('Email'), ...description]
  }
}

/** The fields of a record of which only the name is known. */
export function fieldsForName (module: string, text: string): Readonly<Record<string, unknown>> {
  const { name } = fieldsOf(module)
  return { [name === FULL_NAME ? 'Last_Name' : name]: text }
}

/**
 * The fields that every module has beside those of the table, as the metadata shows them. Source of the types: the sample on
 * zoho.com/crm/developer/docs/api/v7/field-meta.html.
 */
export function systemFieldsOf (module: string): Field[] {
  return [
    ...ofType('ownerlookup', {}, 'Owner', 'Created_By', 'Modified_By'),
    ...ofType('datetime', {}, 'Created_Time', 'Modified_Time'),
    ...standardFieldsOf(module).name === FULL_NAME ? ofType('text', { maxLength: 80 }, FULL_NAME) : []
  ]
}

/** Keys of a record that a client cannot write. */
const READ_ONLY = new Set(['id', FULL_NAME, 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By'])

/** Whether a client may write a key of a record. `Owner` is written, but kept apart from the fields. */
export function isWritable (key: string): boolean {
  return !READ_ONLY.has(key) && !key.startsWith('$')
}

/** Whether a key of a record is Zoho's, so that no organization has a field of its own with this name. */
export function isReserved (key: string): boolean {
  return key === 'Owner' || !isWritable(key)
}

/**
 * The name of a record, as attachments and lookups show it.
 * @returns `undefined` if its fields have none
 */
export function nameFrom (module: string, fields: Readonly<Record<string, unknown>>): string | undefined {
  const { name } = fieldsOf(module)
  // The sample on zoho.com/crm/developer/docs/api/v7/search-records.html: “Mr. First_Name Last_Name”.
  const parts = name === FULL_NAME ? ['Salutation', 'First_Name', 'Last_Name'] : [name]
  const texts = parts.map(part => fields[part]).filter(value => typeof value === 'string' && value !== '')
  return texts.length === 0 ? undefined : texts.join(' ')
}
