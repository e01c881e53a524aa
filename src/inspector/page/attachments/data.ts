import { ask, open } from '../api.js'
import { resource } from '../resource.js'
import { saveFile } from '../save.js'
import type { StoredAttachment } from '../../../control/shapes/sandbox.js'

/** The attachments of the sandbox that is shown, oldest first. The server hashes them for it. */
export const attachments = resource(['attachments'], async sandbox => (await ask(sandbox, 'GET /attachments')).attachments)

/** Reads a file, or its first bytes. */
export async function contentOf (sandbox: string, { id, size = 0 }: StoredAttachment, first = size): Promise<Uint8Array<ArrayBuffer>> {
  // An empty file has no range.
  const headers: Record<string, string> = first < size ? { range: `bytes=0-${first - 1}` } : {}
  return new Uint8Array(await (await open(sandbox, 'GET /attachments/:id/content', { params: { id } }, headers)).arrayBuffer())
}

/** Lets the browser save a file under its own name. */
export async function download (sandbox: string, { id, name }: StoredAttachment): Promise<void> {
  const reply = await open(sandbox, 'GET /attachments/:id/content', { params: { id } })
  saveFile(name, await reply.blob(), 'application/octet-stream')
}

let left: string | undefined

/** Remembers where the focus goes when the list is shown again. */
export function returnTo (id: string): void {
  left = id
}

/** The attachment that was left for the list, once. */
export function returned (): string | undefined {
  const id = left
  left = undefined
  return id
}
