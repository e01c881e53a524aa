/** How a file is shown: never as what its client said that it is. */
export type Preview =
  | { readonly kind: 'image', readonly type: string }
  | { readonly kind: 'text', readonly text: string }
  | { readonly kind: 'hex' }

/** The pictures that are shown: no browser runs anything in them. A dot stands for any byte. */
const pictures: ReadonlyArray<readonly [type: string, start: string]> = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF....WEBP']
]

/** All but tab, line feed, form feed and carriage return. */
// eslint-disable-next-line no-control-regex -- they are what it looks for
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/

/**
 * Decides by its own bytes how a file is shown.
 * @param isWhole whether these are all of them: otherwise the last character may be incomplete
 */
export function previewOf (start: Uint8Array, isWhole: boolean): Preview {
  const picture = pictures.find(([, magic]) => start.length >= magic.length && [...magic].every((character, index) => character === '.' || start[index] === character.charCodeAt(0)))
  if (picture !== undefined) return { kind: 'image', type: picture[0] }
  const text = decode(start, isWhole)
  return text === undefined || CONTROL.test(text) ? { kind: 'hex' } : { kind: 'text', text }
}

function decode (bytes: Uint8Array, isWhole: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    return undefined
  }
}
