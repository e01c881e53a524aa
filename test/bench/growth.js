import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { open } from './load.js'
import { attachmentsOf, get, KiB, remove, upload } from './requests.js'
import { double, start } from './servers.js'
import { scaled } from './settings.js'
import { compare, median } from './statistics.js'

/** A seed has 100,000 attachments at most. */
const COUNTS = [100, 10_000, 80_000]
const ROUNDS = scaled(200)
const WARM_UP = 50
const AIM = { max: 1.5 }
const PER_PAGE = 200
const ALL_KEYS = 'fields=Owner,Modified_Time,File_Name,$field_states,Created_Time,Size,Parent_Id,$editable,$file_id,$type,$se_module,Modified_By,$state,id,Created_By,$link_url'
const FEW_KEYS = 'fields=id,File_Name,Size'

const recordOf = count => `415086800000${count}`
const pathOf = count => attachmentsOf(recordOf(count))

/** Starts a server whose seed has as many files on a record as each count says. */
async function startSeeded (node) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const attachments = COUNTS.flatMap(count => Array.from({ length: count }, (_, number) => (
      { module: 'Leads', record: recordOf(count), file: 'file.bin', name: `bench-${number}.bin` }
    )))
    const seed = join(directory, 'seed.json')
    await writeFile(join(directory, 'file.bin'), Buffer.alloc(KiB))
    await writeFile(seed, JSON.stringify({ attachments }))
    return await start(node, [...double, '--seed', seed])
  } finally {
    await rm(directory, { recursive: true })
  }
}

/**
 * Milliseconds that a request takes at each count, one at a time and in turn.
 * @param requestOf makes a request for a count; gets the round's number
 */
async function timesOf ({ exchange }, requestOf, counts = COUNTS) {
  const times = counts.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [index, count] of counts.entries()) {
      const request = requestOf(count, round + WARM_UP)
      const begin = performance.now()
      await exchange(request)
      if (round >= 0) times[index].push(performance.now() - begin)
    }
  }
  return times
}

function row (what, times) {
  const values = times.map(values => median(values) * 1000)
  const { ofMedians, ofPairs } = compare(times.at(-1), times[0])
  return { what, unit: 'µs', values: [...Array(COUNTS.length - times.length), ...values, ofMedians, ofPairs], aim: AIM }
}

/** @returns for each page of a record with so many attachments what it ends with: how many were seen, and the token that goes on */
async function walk ({ exchange }, count, perPage) {
  const pages = []
  let seen = 0
  let token
  do {
    // A token is good for the same parameters only.
    const request = get(`${pathOf(count)}?${ALL_KEYS}&per_page=${perPage}${token ? `&page_token=${token}` : ''}`)
    const { data, info } = JSON.parse(await exchange(request, { wantsBody: true }))
    seen += data.length
    token = info.next_page_token
    pages.push({ seen, token, ids: data.map(({ id }) => id) })
  } while (token)
  return pages
}

/** The token after half of a record's attachments. */
function middleOf (pages, count) {
  return pages.find(({ seen }) => seen === count / 2).token
}

/** The time of what should not depend on how much there is. */
export async function measureGrowth (node) {
  const server = await startSeeded(node)
  const connection = await open(server.port)
  const tokens = new Map()
  const oldest = new Map()
  for (const count of COUNTS) {
    const pages = await walk(connection, count, 50)
    const largePages = count < 2 * PER_PAGE ? [] : await walk(connection, count, PER_PAGE)
    tokens.set(count, { middle: middleOf(pages, count), last: pages.at(-2).token, largeMiddle: largePages.length > 0 && middleOf(largePages, count) })
    oldest.set(count, pages.at(-1).ids.reverse())
  }
  const list = async (what, query, counts) => row(`list, ${what}`, await timesOf(connection, count => get(`${pathOf(count)}?${query(tokens.get(count))}`), counts))

  const rows = [
    await list('first page of 100, all keys', () => `${ALL_KEYS}&per_page=100`),
    await list('first page of 100, three keys', () => `${FEW_KEYS}&per_page=100`),
    await list('page of 50 by page_token in the middle, all keys', ({ middle }) => `${ALL_KEYS}&per_page=50&page_token=${middle}`),
    await list('page of 50 by page_token at the end, all keys', ({ last }) => `${ALL_KEYS}&per_page=50&page_token=${last}`),
    await list('first page of 200, all keys', () => `${ALL_KEYS}&per_page=${PER_PAGE}`, COUNTS.slice(1)),
    await list('first page of 200, three keys', () => `${FEW_KEYS}&per_page=${PER_PAGE}`, COUNTS.slice(1)),
    await list('page of 200 by page_token in the middle, all keys', ({ largeMiddle }) => `${ALL_KEYS}&per_page=${PER_PAGE}&page_token=${largeMiddle}`, COUNTS.slice(1))
  ]
  rows.push(...await measureWrites(connection, oldest))
  connection.close()
  await server.stop()
  return { title: 'Growth: one request at a time, in turn on records with so many attachments, the most to the fewest', columns: [...COUNTS.map(count => count.toLocaleString('en')), 'of medians', 'of pairs'], rows }
}

/** Each round uploads a file and deletes the oldest, so that the counts stay. */
async function measureWrites ({ exchange }, oldest) {
  const uploads = new Map(COUNTS.map(count => [count, upload(KiB, recordOf(count))]))
  const times = { upload: COUNTS.map(() => []), delete: COUNTS.map(() => []) }
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [index, count] of COUNTS.entries()) {
      const begin = performance.now()
      const body = await exchange(uploads.get(count), { wantsBody: true })
      const uploaded = performance.now()
      const ids = oldest.get(count)
      ids.push(JSON.parse(body).data[0].details.id)
      const removal = remove(`${pathOf(count)}/${ids.shift()}`)
      const start = performance.now()
      await exchange(removal)
      const end = performance.now()
      if (round < 0) continue
      times.upload[index].push(uploaded - begin)
      times.delete[index].push(end - start)
    }
  }
  return [row('upload of 1 KiB', times.upload), row('deletion of the oldest', times.delete)]
}
