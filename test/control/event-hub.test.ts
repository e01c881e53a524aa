import t from 'tap'
import { createEventHub } from '../../src/control/event-hub.js'
import { createGuard } from '../../src/guard.js'
import { createSandboxes } from '../../src/sandbox/sandboxes.js'
import { defaultSeed } from '../../src/seed/default.js'
import { createMemoryQuota } from '../../src/store/memory-quota.js'
import { changedBy } from '../../src/control/changed-by.js'
import type { Entry } from '../../src/journal/entry.js'

const guarded = createGuard(error => { t.error(error) })

// The timers of the hub do not keep a process alive.
const alive = setInterval(() => {}, 1000)
t.teardown(() => clearInterval(alive))

function sandboxes () {
  const all = createSandboxes({
    seed: () => ({ seed: defaultSeed, contents: [], photos: [], files: [], isShared: true, faults: [], stubs: [] }),
    world: { clock: { mode: 'real' }, dataCenter: 'us', idSeed: 'a', memoryQuota: createMemoryQuota(1000), guarded },
    max: 10,
    journalSize: 10,
    dropped: () => {}
  })
  all.open(undefined)
  return all
}

/** Collects what is sent, and resolves when a text fits. */
function reader (sandbox?: string) {
  let text = ''
  let check = (): void => {}
  return {
    sandbox,
    write (more: string) {
      text += more
      check()
    },
    until: (pattern: RegExp): Promise<string> => new Promise(resolve => {
      check = () => { if (pattern.test(text)) resolve(text) }
      check()
    })
  }
}

t.test('nothing is watched before the first client, nor some time after the last', async t => {
  const all = sandboxes()
  const hub = createEventHub({ sandboxes: all, answers: 'documented', guarded, instance: 'i', linger: 1 })
  hub.changed('', ['clock'])
  const first = reader('')
  const leave = hub.connect(first, undefined)
  t.match(await first.until(/hello/), 'id: i-0\nevent: hello\ndata: {"instance":"i","isReplayed":false}\n\n')
  hub.changed('', ['clock'])
  t.match(await first.until(/changed/), /id: i-1\nevent: changed\ndata: \{"sandbox":"","parts":\["clock"\]\}/)
  leave()
  // Once it has stopped, what changed since is not known: the client's last id is not continued.
  let text = ''
  do {
    await new Promise(resolve => setTimeout(resolve, 1))
    const again = reader('')
    hub.connect(again, 'i-1')()
    text = await again.until(/hello/)
  } while (text.includes('"isReplayed":true'))
  t.match(text, /"isReplayed":false/)
})

t.test('a client that comes back in time keeps the hub from stopping', async t => {
  const hub = createEventHub({ sandboxes: sandboxes(), answers: 'documented', guarded, instance: 'i' })
  hub.connect(reader(''), undefined)()
  const again = reader('')
  hub.connect(again, 'i-0')
  t.match(await again.until(/hello/), /"isReplayed":true/)
})

t.test('after a thousand events the oldest are no longer replayed', async t => {
  const all = sandboxes()
  const hub = createEventHub({ sandboxes: all, answers: 'documented', guarded, instance: 'i' })
  const first = reader()
  hub.connect(first, undefined)
  // One event for each sandbox.
  for (let name = 0; name < 1001; name++) hub.changed(`w${name}`, ['users'])
  await first.until(/id: i-1001\n/)
  for (const [id, isReplayed] of [['i-0', false], ['i-1', true], ['i-1001', true], ['i-1002', false]] as const) {
    const again = reader('w1000')
    hub.connect(again, id)
    const text = await again.until(/hello/)
    t.match(text, `"isReplayed":${isReplayed}`, id)
    t.equal(text.split('event: changed').length - 1, id === 'i-1' ? 1 : 0, 'only those of its sandbox')
  }
})

t.test('files change the part of files, unless they were refused', async t => {
  const entry = { operation: 'uploadFiles', observations: {}, refusedBy: null, refusal: null, fault: null } as unknown as Entry
  t.equal(changedBy(entry), undefined)
  t.equal(changedBy({ ...entry, observations: { files: ['1'] } } as unknown as Entry), 'files')
})
