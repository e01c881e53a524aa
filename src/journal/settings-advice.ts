import type { settingsRules } from '../zoho/rules/settings.js'

/** What to change after a refusal of a request for metadata, by rule; `null` where nothing has to change. */
export const settingsLines: Readonly<Record<keyof typeof settingsRules, string | null>> = {
  'settings.described': null,
  'settings.module-missing': 'Add the API name of a module to the query, such as module=Leads.',
  'settings.module-unknown': 'Name a module that GET /settings/modules lists, or add the custom module to “modules” of the seed.',
  'settings.module-unsupported': 'Ask for the related lists of another module: notes have none.',
  'settings.status-invalid': 'Set status to visible, or leave it out.',
  'settings.no-related-lists': null,
  'settings.none': null,
  'settings.not-modified': null
}
