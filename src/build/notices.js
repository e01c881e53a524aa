import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The licences of all packages whose code is in a bundle.
 * @param metafile of esbuild
 * @param root the folder that its paths are relative to
 * @throws {Error} if a package has no licence
 */
export function noticesOf ({ inputs, outputs }, root) {
  const used = new Set(Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)))
  const folders = new Set(Object.keys(inputs).filter(path => used.has(path)).flatMap(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const notices = [...folders].sort().map(folder => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const files = readdirSync(join(root, folder)).filter(file => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
    const texts = files.map(file => readFileSync(join(root, folder, file), 'utf8').trim())
    if (texts.length === 0 && license === undefined) throw new Error(`${name} has no licence`)
    const by = author?.name ?? author
    return { title: `${name} ${version} (${license})`, text: texts.length > 0 ? texts.join('\n\n') : `Licence: ${license}${by === undefined ? '' : `, by ${by}`}. The package has no text of it.` }
  })
  return ['This package contains the following packages.', ...notices.map(({ title, text }) => `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text}`)].join('\n\n') + '\n'
}
