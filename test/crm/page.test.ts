// seed/read.js is loaded beforehand: a busy machine may need longer for it than Fastify waits for a server to be ready.
import fc from 'fast-check'
import t from 'tap'
import { pageOf, type Page, type Sorting, type Cursor } from '../../src/crm/page.js'
import type { Attachment } from '../../src/store/entities.js'
import '../../src/seed/read.js'
import { sortKeys, sortOrders } from '../../src/zoho/limits.js'
import { build } from '../helpers/server.js'

const sortings: readonly Sorting[] = sortKeys.flatMap(by => sortOrders.map(order => ({ by, order })))
const idOf = (index: number): string => `4150868${String(index).padStart(12, '0')}`
const idsOf = ({ rows }: Page): string[] => rows.map(({ id }) => id)

/** Attachments with growing ids and any times, as a seed can have them. */
const attachments = fc.array(fc.nat({ max: 5 }), { maxLength: 12 })
  .map(times => times.map((createdAt, index) => ({ id: idOf(index), createdAt }) as Attachment))
const perPage = fc.integer({ min: 1, max: 5 })

/** The ids of all attachments in this order. */
function whole (all: readonly Attachment[], { by, order }: Sorting): string[] {
  const upwards = by === 'id' ? [...all] : all.map((one, index) => ({ one, index })).sort((a, b) => a.one.createdAt - b.one.createdAt || a.index - b.index).map(({ one }) => one)
  const ids = upwards.map(({ id }) => id)
  return order === 'asc' ? ids : ids.reverse()
}

function cursorAt (direction: Cursor['direction'], row: Attachment | undefined): Cursor {
  return { direction, id: row?.id ?? '', time: row?.createdAt ?? 0 }
}

for (const sorting of sortings) {
  const name = `${sorting.by} ${sorting.order}`
  t.test(`the numbered pages of a list by ${name} hold the whole list`, async t => {
    fc.assert(fc.property(attachments, perPage, (all, perPage) => {
      const ids: string[] = []
      for (let number = 1; number <= all.length / perPage + 2; number++) {
        const page = pageOf(all, { sorting, number, perPage })
        ids.push(...idsOf(page))
        if (page.rows.length > 0 && page.hasNext !== (number * perPage < all.length)) return false
        if (page.rows.length > 0 && page.hasPrevious !== (number > 1)) return false
      }
      return ids.join() === whole(all, sorting).join()
    }))
    t.pass(name)
  })

  t.test(`the pages of a list by ${name} hold the whole list, forwards and backwards by token`, async t => {
    fc.assert(fc.property(attachments, perPage, (all, perPage) => {
      let page = pageOf(all, { sorting, number: 1, perPage })
      const forwards = idsOf(page)
      while (page.hasNext && forwards.length <= all.length) {
        page = pageOf(all, { sorting, number: 1, perPage, cursor: cursorAt('next', page.rows.at(-1)) })
        forwards.push(...idsOf(page))
      }
      const backwards = idsOf(page)
      while (page.hasPrevious && backwards.length <= all.length) {
        page = pageOf(all, { sorting, number: 1, perPage, cursor: cursorAt('previous', page.rows[0]) })
        backwards.unshift(...idsOf(page))
      }
      return forwards.join() === whole(all, sorting).join() && backwards.join() === forwards.join()
    }))
    t.pass(name)
  })

  t.test(`reading a list by ${name} by token misses nothing and lists nothing twice during deletions`, async t => {
    fc.assert(fc.property(attachments, perPage, fc.array(fc.nat({ max: 11 }), { maxLength: 8 }), (all, perPage, gone) => {
      let left = all
      let page = pageOf(left, { sorting, number: 1, perPage })
      const shown = idsOf(page)
      for (let pages = 0; page.hasNext && page.rows.length > 0 && pages <= all.length; pages++) {
        const cursor = cursorAt('next', page.rows.at(-1))
        left = left.filter(({ id }) => id !== idOf(gone[pages] ?? 99))
        page = pageOf(left, { sorting, number: 1, perPage, cursor })
        shown.push(...idsOf(page))
      }
      return new Set(shown).size === shown.length && left.every(({ id }) => shown.includes(id))
    }))
    t.pass(name)
  })

  t.test(`a previous page of a list by ${name} is full although an attachment before it was deleted`, async t => {
    const all = [0, 1, 2, 3].map(index => ({ id: idOf(index), createdAt: index }) as Attachment)
    const before = pageOf(all, { sorting, number: 2, perPage: 2 })
    const left = all.filter(({ id }) => id !== whole(all, sorting)[0])
    t.strictSame(idsOf(pageOf(left, { sorting, number: 1, perPage: 2, cursor: cursorAt('previous', before.rows[0]) })), whole(left, sorting).slice(0, 2))
  })
}

t.test('a list over HTTP is sorted as requested, by page number and by token', async t => {
  const days = [3, 1, 4, 1, 5, 2]
  const app = await build(t, { seed: { attachments: days.map((day, index) => ({ module: 'Leads', record: '1', link: `https://e.com/${index}`, createdAt: `2021-01-0${day}T00:00:00Z` })) } })
  const list = async (query: string): Promise<{ data: Array<{ File_Name: string }>, info: { next_page_token: string | null } }> =>
    (await app.inject({ url: `/crm/v8/Leads/1/Attachments?fields=id,File_Name&per_page=2&${query}`, headers: { authorization: 'Zoho-oauthtoken 1000.all' } })).json()
  for (const { by, order } of sortings) {
    const upwards = by === 'id' ? [0, 1, 2, 3, 4, 5] : [1, 3, 5, 0, 2, 4]
    const expected = (order === 'asc' ? upwards : upwards.reverse()).map(index => `https://e.com/${index}`)
    const sort = `sort_by=${by}&sort_order=${order}`
    const numbered = [1, 2, 3].map(async number => (await list(`${sort}&page=${number}`)).data)
    t.strictSame((await Promise.all(numbered)).flat().map(({ File_Name: name }) => name), expected, `by number: ${sort}`)
    const shown: string[] = []
    let token: string | null = ''
    while (token !== null && shown.length < 9) {
      const { data, info } = await list(`${sort}${token === '' ? '' : `&page_token=${token}`}`)
      shown.push(...data.map(({ File_Name: name }) => name))
      token = info.next_page_token
    }
    t.strictSame(shown, expected, `by token: ${sort}`)
  }
})

t.test('If-Modified-Since lists only newer attachments, to the second', async t => {
  const times = ['2021-01-01T00:00:00Z', '2021-01-01T00:00:01.500Z', '2021-01-01T00:00:02Z']
  const app = await build(t, { seed: { attachments: times.map((createdAt, index) => ({ module: 'Leads', record: '1', link: `https://e.com/${index}`, createdAt })) } })
  for (const [since, count] of [['Thu, 31 Dec 2020 23:59:59 GMT', 3], ['Friday, 01-Jan-21 00:00:00 GMT', 2], ['Fri Jan  1 00:00:01 2021', 1], ['2021-01-01T05:30:02+05:30', 0], ['soon', 3]] as const) {
    const { statusCode, body } = await app.inject({ url: '/crm/v8/Leads/1/Attachments?fields=id', headers: { authorization: 'Zoho-oauthtoken 1000.all', 'if-modified-since': since } })
    t.equal(statusCode, count === 0 ? 304 : 200, since)
    t.equal(count === 0 ? body : (JSON.parse(body) as { data: object[] }).data.length, count === 0 ? '' : count, `rows since ${since}`)
  }
})
