/** A size in bytes, in the units of the limits: `1.2 KiB`, `12 MiB`. */
export function bytes (count: number): string {
  if (count < 1024) return `${count} B`
  const units = ['KiB', 'MiB', 'GiB']
  let value = count
  let unit = ''
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** Milliseconds: `0.8 ms`, `12 ms`, `1.4 s`. */
export function duration (milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** A span of time in its two largest units: `59 m 12 s`, `2 d 3 h`. */
export function span (milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const parts = ([[86_400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']] as const).reduce<{ left: number, texts: string[] }>(({ left, texts }, [size, unit]) => {
    const count = Math.floor(left / size)
    return { left: left % size, texts: count === 0 ? texts : [...texts, `${count} ${unit}`] }
  }, { left: seconds, texts: [] })
  return parts.texts.slice(0, 2).join(' ') || '0 s'
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The time of day in the browser’s zone, with milliseconds: `14:03:59.123`. */
export function timeOfDay (iso: string): string {
  const date = new Date(iso)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** A list with an item, or without it where it is there. */
export function toggled<Item> (list: readonly Item[], item: Item): Item[] {
  return list.includes(item) ? list.filter(other => other !== item) : [...list, item]
}

/** `1 request`, `2 requests`. */
export function plural (count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
