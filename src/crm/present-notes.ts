import type { World } from '../sandbox/world.js'
import type { ModuleRecord } from '../store/records.js'
import { NOTES, parentOf } from '../zoho/notes.js'
import type { Version } from '../zoho/versions.js'
import { moduleNamed } from './modules.js'

/**
 * The keys of a note that are not among its fields as they are stored. Sources: json_details.json of @zohocrm/nodejs-sdk-2.1 and
 * 8.0, which differ in `$se_module`; zoho.com/crm/developer/docs/api/v7/get-notes.html for the parent; zoho/crm-oas v8.0/notes
 * (ff5c91b) for the attachments. Values without an example are inferred.
 */
export function presentNoteKeys ({ id, fields }: ModuleRecord, world: World, version: Version): Readonly<Record<string, unknown>> {
  const { attachments, ids, records } = world
  const { hasModuleInParent } = version
  const parent = parentOf(fields)
  const { module } = parent
  const isKnown = typeof module === 'string' && typeof parent.id === 'string'
  const files = attachments.ofRecord({ module: NOTES, record: id })
  return {
    Parent_Id: isKnown
      ? {
          ...hasModuleInParent && { module: { api_name: module, id: moduleNamed(version, world, module)?.id ?? null } },
          name: records.nameOf(module, parent.id as string),
          id: parent.id
        }
      : null,
    ...!hasModuleInParent && { $se_module: isKnown ? module : null },
    // A seed may have it. It is not sent, as every key without a value.
    se_module: undefined,
    $attachments: files.length === 0
      ? null
      : files.map(file => ({
        ...file.kind === 'file' && { $file_id: ids.file(file.id) },
        File_Name: file.name,
        Size: file.kind === 'file' ? String(file.content.size) : '0',
        ...file.kind === 'link' && { $link_url: file.url },
        id: file.id
      })),
    $voice_note: false,
    $editable: true,
    $is_shared_to_client: false,
    $sharing_permission: 'full_access',
    $size: null,
    $state: 'save'
  }
}
