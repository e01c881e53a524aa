/**
 * The code blocks in a language, in order, without their fences.
 * @param markdown a Markdown text
 * @param language the word after the opening fence
 */
export function blocks (markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)
}

/** A section of a Markdown text: from its heading to the next one of the same or a higher level; empty if there is none. */
export function section (markdown: string, heading: string): string {
  const [level = ''] = /^#+/.exec(heading) ?? []
  const [, after = ''] = markdown.split(`\n${heading}\n`)
  return after.split(new RegExp(`^#{1,${level.length}} `, 'm'))[0] ?? ''
}
