const PER_LINE = 16

/** Writes bytes as `hexdump -C` does, without its last line. */
export function hexDump (bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const row = [...bytes.subarray(at, at + PER_LINE)]
    const hex = row.map(byte => byte.toString(16).padStart(2, '0'))
    const halves = [hex.slice(0, 8), hex.slice(8)].map(half => half.join(' ').padEnd(23))
    const text = row.map(byte => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.').join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${halves.join('  ')}  |${text}|`)
  }
  return lines.join('\n')
}
