import { base64Of, seededAttachment, seedOf } from './to-seed.js'
import type { World } from './world.js'

/**
 * Writes a world as JSON in the format of seeds, piece by piece: its bytes may be more than a text can hold. Loaded and
 * written again it is the same text. How often access tokens were asked for is not in it.
 */
export function * exportState (world: World): Generator<string> {
  // What is written while others upload is what was there at first.
  const attachments = [...world.attachments.all()]
  yield `${JSON.stringify(seedOf(world), null, 2).slice(0, -2)},\n  "attachments": [`
  for (const [index, attachment] of attachments.entries()) {
    const row = JSON.stringify(seededAttachment(attachment))
    yield index === 0 ? '\n    ' : ',\n    '
    if (attachment.kind === 'link') {
      yield row
    } else {
      yield `${row.slice(0, -1)},"content":"`
      yield * base64Of(attachment)
      yield '"}'
    }
  }
  yield attachments.length === 0 ? ']\n}\n' : '\n  ]\n}\n'
}
