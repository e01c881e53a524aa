import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { StoredAttachment } from '../../../control/shapes/sandbox.js'
import { bytes } from '../format.js'
import { contentOf } from './data.js'
import { hexDump } from './hex.js'
import { previewOf } from './magic.js'

/** How much of a file is read to decide how to show it, and shown of a text. */
const START = 64 * 1024
/** How much of what is neither text nor picture is shown. */
const HEX = 512
/** The largest picture that is shown. */
const PICTURE = 8 * 1024 ** 2
const UNREADABLE = 'The browser cannot read this picture'

interface Shown {
  /** The URL of a picture’s blob. */
  readonly url?: string
  readonly text?: string
  readonly isHex?: boolean
  readonly hint?: string | undefined
}

async function show (sandbox: string, file: StoredAttachment): Promise<Shown> {
  const { size = 0 } = file
  const start = await contentOf(sandbox, file, Math.min(size, START))
  const preview = previewOf(start, size <= START)
  if (preview.kind === 'image' && size <= PICTURE) {
    const whole = size > START ? await contentOf(sandbox, file) : start
    return { url: URL.createObjectURL(new Blob([whole], { type: preview.type })) }
  }
  if (preview.kind === 'text') return { text: preview.text, hint: size > START ? `The first ${bytes(START)} of ${bytes(size)}` : size === 0 ? 'The file is empty' : undefined }
  return dump(start, size, preview.kind === 'image' ? `A picture of more than ${bytes(PICTURE)} is not shown. ` : '')
}

function dump (start: Uint8Array, size: number, reason = ''): Shown {
  return { text: hexDump(start.subarray(0, HEX)), isHex: true, hint: `${reason}${size > HEX ? `The first ${HEX} of ${size.toLocaleString('en')} bytes` : ''}` }
}

/** What is in a file: a picture or a text by its own bytes, or else its first bytes in hex. No HTML, SVG or PDF is ever run. */
export function FilePreview ({ sandbox, file }: { sandbox: string, file: StoredAttachment }): JSX.Element | null {
  const [shown, setShown] = useState<Shown | undefined>(undefined)
  const { id, size = 0, sha256, name } = file

  useEffect(() => {
    let isCurrent = true
    let made: Shown | undefined
    const release = (): void => { if (made?.url !== undefined) URL.revokeObjectURL(made.url) }
    setShown(undefined)
    show(sandbox, file).catch((error: unknown): Shown => ({ hint: error instanceof Error ? error.message : String(error) })).then(result => {
      made = result
      if (isCurrent) setShown(result)
      else release()
    })
    return () => {
      isCurrent = false
      release()
    }
  }, [sandbox, id, size, sha256])

  // It begins like a picture, and is none.
  const giveUp = async (): Promise<void> => setShown(dump(await contentOf(sandbox, file, Math.min(size, HEX)), size, `${UNREADABLE}. `))

  if (shown === undefined) return null
  const { url, text, isHex, hint } = shown
  return (
    <>
      {url !== undefined && (
        <img
          src={url} alt={`Preview of ${name}`} style={{ maxWidth: '100%', maxHeight: '60vh', border: '1px solid var(--line)' }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setShown({ url, hint: `${naturalWidth} × ${naturalHeight} pixels` })}
          onError={() => { giveUp().catch(() => setShown({ hint: UNREADABLE })) }}
        />
      )}
      {text !== undefined && <div class='code'><pre aria-label={`Content of ${name}`} tabIndex={0} style={{ maxHeight: '60vh', paddingRight: '10px', whiteSpace: isHex ? 'pre' : undefined }}>{text}</pre></div>}
      {hint && <p class='hint'>{hint}</p>}
    </>
  )
}
