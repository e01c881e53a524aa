import t from 'tap'
import type { StoredAttachment } from '../../src/control/shapes/sandbox.js'
import type { Summary } from '../../src/control/shapes/summary.js'
import { hexDump } from '../../src/inspector/page/attachments/hex.js'
import { previewOf } from '../../src/inspector/page/attachments/magic.js'
import { firstOf, groupsOf, hasText, hrefOf, uploadsIn, zohoTimeForPeople } from '../../src/inspector/page/attachments/rows.js'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

t.test('pictures are known by the bytes that they begin with', async t => {
  const starts = {
    'image/png': '\x89PNG\r\n\x1a\n\0\0',
    'image/jpeg': '\xff\xd8\xff\xe0\0\x10JFIF',
    'image/gif': 'GIF89a\x01\0',
    'image/webp': 'RIFF\x24\0\0\0WEBPVP8 '
  }
  for (const [type, start] of Object.entries(starts)) t.strictSame(previewOf(bytes(start), true), { kind: 'image', type })
  t.strictSame(previewOf(bytes('GIF87a\x01\0'), true), { kind: 'image', type: 'image/gif' })
  for (const start of ['\x89PNG', 'RIFF\x24\0\0\0WAVEfmt ', 'BM\0\0', '\0\0\x01\0', 'II*\0', '\0\0\0\x20ftypavif']) t.strictSame(previewOf(bytes(start), true), { kind: 'hex' }, start)
})

t.test('what a browser would run is a text at most', async t => {
  for (const text of ['<!doctype html><script>alert(1)</script>', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '%PDF-1.4\n1 0 obj\n', '']) {
    t.strictSame(previewOf(bytes(text), true), { kind: 'text', text })
  }
})

t.test('text is UTF-8 without control characters, and the last character of a part may be incomplete', async t => {
  const text = 'Änderung\tfür 見積書\r\n\f'
  t.strictSame(previewOf(Buffer.from(text), true), { kind: 'text', text })
  t.strictSame(previewOf(Buffer.from('見積書').subarray(0, 8), false), { kind: 'text', text: '見積' })
  t.strictSame(previewOf(Buffer.from('見積書').subarray(0, 8), true), { kind: 'hex' })
  for (const binary of ['a\0b', '\x1b[31mred', '\x7f', '\xff\xfea\0', 'f\xfcr']) t.strictSame(previewOf(bytes(binary), true), { kind: 'hex' }, JSON.stringify(binary))
  t.strictSame(previewOf(Buffer.from('\x85'), true), { kind: 'hex' }, 'control characters beyond ASCII')
})

t.test('a hex dump has 16 bytes in a line, with what of them is ASCII', async t => {
  t.equal(hexDump(bytes('Hello, world\n\0\x7f\xff|~')), [
    '00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a 00 7f ff  |Hello, world....|',
    '00000010  7c 7e                                             ||~|'
  ].join('\n'))
  t.equal(hexDump(bytes('')), '')
})

const attachment = (id: string, module: string, record: string, rest: Partial<StoredAttachment> = {}): StoredAttachment => ({
  id, module, record, kind: 'file', name: `${id}.txt`, size: 1, createdAt: '2026-01-02T03:04:05+05:30', user: { id: '1', name: 'Patricia Boyle' }, ...rest
})
const all = [attachment('1', 'Leads', '9'), attachment('2', 'Deals', '5'), attachment('3', 'Leads', '10'), attachment('4', 'Leads', '9'), attachment('5', 'Deals', '5')]
const shape = (groups: ReturnType<typeof groupsOf>): unknown[] => groups.map(({ module, record, attachments }) => [module, record, attachments.map(({ id }) => id).join()])

t.test('attachments are grouped by module and record, the newest first', async t => {
  const groups = groupsOf(all)
  t.strictSame(shape(groups), [['Deals', '5', '5,2'], ['Leads', '9', '4,1'], ['Leads', '10', '3']])
  t.strictSame(shape(firstOf(groups, 3)), [['Deals', '5', '5,2'], ['Leads', '9', '4']])
  t.strictSame(shape(groupsOf([])), [])
})

t.test('a search looks at what is shown', async t => {
  const link = attachment('7', 'Leads', '1000000231009', { kind: 'link', name: 'Zoho', link: 'https://www.zohocorp.com' })
  for (const text of ['zoho', 'ZOHOCORP', ' leads ', '100000023', 'boyle', '7']) t.ok(hasText(link, text), text)
  t.notOk(hasText(link, 'abc'))
  t.ok(hasText({ ...link, sha256: 'abc' }, 'ABC'))
})

t.test('an attachment belongs to the newest request of its sandbox that stored it', async t => {
  const request = (id: string, sandbox: string, stored?: string): Summary => ({ id, sandbox, time: '', method: 'POST', url: '', outcome: 'answered', duration: 1, ignored: 0, ...stored !== undefined && { attachment: stored } })
  const uploads = uploadsIn([request('req-5', '', '1'), request('req-4', 'a', '1'), request('req-3', '', '2'), request('req-2', ''), request('req-1', '', '1')], '')
  t.strictSame([...uploads], [['1', 'req-5'], ['2', 'req-3']])
})

t.test('only links to web pages can be followed', async t => {
  for (const link of ['https://www.zohocorp.com/a?b#c', 'HTTP://localhost']) t.equal(hrefOf(link), link)
  for (const link of ['javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://a', '/relative', 'nothing', '']) t.equal(hrefOf(link), undefined, link)
})

t.test('times are shown in the org’s offset', async t => {
  t.equal(zohoTimeForPeople('2026-01-02T03:04:05-08:00'), '2026-01-02 03:04:05 -08:00')
})
