import { explainSuccess } from '../../plugins/headers.js'
import { queryOf } from '../../upload/form.js'
import { readUpload } from '../../upload/upload.js'
import { found, type Call } from '../call.js'

/** Step: an upload brings exactly one file or link, within the limits. */
export async function acceptableBody (call: Call): Promise<void> {
  if (found(call, 'operation').name !== 'upload') return
  const { request, reply, context } = call
  const { upload, remarks } = await readUpload(request, queryOf(request.url), context)
  call.findings.upload = upload
  if (remarks.length > 0) explainSuccess(reply, `ignored: ${remarks.join('; ')}`)
}
