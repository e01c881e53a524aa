import type { JournalRequest } from '../../../control/shapes/request.js'
import { $about } from '../about.js'
import { ask, sandboxUrl } from '../api.js'
import { saveFile } from '../save.js'
import { $matching } from '../traffic.js'
import { harOf } from './har.js'

/** The requests that match the filter, whole, from every sandbox that they are of. */
async function wholeRequests (): Promise<JournalRequest[]> {
  const rows = $matching.get()
  const ids = new Set(rows.map(({ id }) => id))
  const sandboxes = [...new Set(rows.map(({ sandbox }) => sandbox))]
  const answers = await Promise.all(sandboxes.map(async sandbox => (await ask(sandbox, 'GET /requests')).requests))
  return answers.flat().filter(({ id }) => ids.has(id))
}

/** Saves the requests that match the filter as a file: as the control API has them, or as an HTTP archive. */
export async function exportRequests (format: 'json' | 'har'): Promise<void> {
  const requests = await wholeRequests()
  const content = format === 'json' ? requests : harOf(requests, sandboxUrl(''), $about.get()?.version ?? '')
  saveFile(`requests.${format}`, JSON.stringify(content, null, 2), 'application/json')
}
