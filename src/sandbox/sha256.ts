import { createHash } from 'node:crypto'
import type { Content } from './content.js'

/** The SHA-256 of a file, in hexadecimal digits. It is taken when somebody asks, and once: an upload should not wait for it. */
export function sha256Of ({ chunks, print }: Content): string {
  if (print.sha256 === undefined) {
    const hash = createHash('sha256')
    for (const chunk of chunks) hash.update(chunk)
    print.sha256 = hash.digest('hex')
  }
  return print.sha256
}
