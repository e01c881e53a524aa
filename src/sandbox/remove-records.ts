import type { RecordRef } from '../store/attachments.js'
import { NOTES } from '../zoho/notes.js'
import type { World } from './world.js'

/** Deletes a record with everything that belongs to it: its notes, its attachments and theirs, its photo. */
export function removeRecord ({ attachments, photos, records }: World, recordRef: RecordRef): void {
  const doomed = [recordRef]
  // It grows on the way: notes have attachments, and those of a seed might even have notes.
  for (const { module, record } of doomed) {
    for (const note of records.notesOf({ module, record })) doomed.push({ module: NOTES, record: note })
    // From the end, which moves no others. The array is live.
    for (const attachment of [...attachments.ofRecord({ module, record })].reverse()) attachments.delete(attachment)
    photos.delete({ module, record })
    records.delete(module, record)
  }
}

/** Deletes all records with everything that belongs to them. After that, only added records exist. */
export function removeAllRecords ({ attachments, photos, records }: World): void {
  for (const attachment of [...attachments.all()].reverse()) attachments.delete(attachment)
  for (const photo of [...photos.all()]) photos.delete(photo)
  records.clear()
}
