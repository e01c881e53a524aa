import { BMP } from 'image-size/types/bmp'
import { GIF } from 'image-size/types/gif'
import { JPG } from 'image-size/types/jpg'
import { PNG } from 'image-size/types/png'
import { sliceOf, type Content } from '../store/content.js'

/** The formats that Zoho takes for photos. Source: zoho.com/crm/developer/docs/api/v8/upload-image.html. */
const formats = [
  { mediaType: 'image/png', format: PNG },
  { mediaType: 'image/jpeg', format: JPG },
  { mediaType: 'image/gif', format: GIF },
  { mediaType: 'image/bmp', format: BMP }
] as const

/**
 * How many bytes are searched for the dimensions. Only JPEG does not have them at the beginning; cameras put thumbnails and color
 * profiles before them. The search takes a tenth of a second for each MiB of hostile bytes.
 */
const SEARCHED = 1024 * 1024

/** What the header of an image says. */
export interface Image {
  readonly mediaType: string
  readonly width: number
  readonly height: number
}

/** What was read, and `undefined` for what is no image. */
const known = new WeakMap<Content, Image | undefined>()

/** Reads the header of an image, once. Its pixels are not decoded. @returns `undefined` for what is no image of a known format */
export function imageOf (content: Content): Image | undefined {
  if (!known.has(content)) known.set(content, readImage(content))
  return known.get(content)
}

function readImage (content: Content): Image | undefined {
  // A copy in memory of its own: for a Buffer, the library would read on in that of others behind its end.
  const header = new Uint8Array(Buffer.concat(sliceOf(content, 0, SEARCHED).chunks))
  try {
    for (const { mediaType, format } of formats) {
      if (!format.validate(header)) continue
      const { width, height } = format.calculate(header)
      return width > 0 && height > 0 ? { mediaType, width, height } : undefined
    }
  } catch {
    // The library throws errors of many kinds for a header that is cut short or makes no sense.
  }
  return undefined
}
