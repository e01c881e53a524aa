import { queryOf } from '../../upload/form.js'
import { readUpload } from '../../upload/upload.js'
import { found, type Call } from '../call.js'

/** Step: an upload brings exactly one file or link, within the limits. */
export async function acceptableBody (call: Call): Promise<void> {
  if (found(call, 'operation').name !== 'upload') return
  const { request, context } = call
  call.findings.upload = await readUpload(request, queryOf(request.url), context)
}
