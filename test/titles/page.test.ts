import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { createPageTitles, type PageTitle } from '../../src/titles/page-titles.js'
import { html, pages } from '../helpers/pages.js'

type Row = [name: string, body: string | Buffer, title: string, headers?: Record<string, string>]

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const SHIFT_JIS = Buffer.concat([Buffer.from('<title>'), Buffer.from([0x93, 0xfa, 0x96, 0x7b]), Buffer.from('</title>')])
const LATE = `<!-- ${'x'.repeat(2000)} -->`

const titled: Row[] = [
  ['a title', '<!doctype html><title>Zoho</title>', 'Zoho'],
  ['white space, collapsed', '<title>\r\n  Zoho\t \n&nbsp;Corporation </title>', 'Zoho Corporation'],
  ['entities, decoded', '<title>A &amp; B &lt;b&gt; &eacute;&#x1F600;&#8364;&notit; &copy;</title>', 'A & B <b> é😀€¬it; ©'],
  ['tags in a title, which are text', '<title>1 <b>2</b></title>', '1 <b>2</b>'],
  ['capitals, and space in the end tag', '<HTML><TITLE lang=en>Loud</TiTLe >', 'Loud'],
  ['the first of two titles', '<title>one</title><title>two</title>', 'one'],
  ['a title in svg, which is the picture’s', '<svg><g><title>picture</title></g></svg><title>page</title>', 'page'],
  ['a title in a template, which is not shown', '<template><title>no</title></template><title>page</title>', 'page'],
  ['comments, scripts and text that only look like titles', '<!-- <title>a</title> --><script>"<title>b</title>"</script><style><title>c</title></style><textarea><title>d</title></textarea><title>page</title>', 'page'],
  ['a title in an attribute', '<p title="<title>no</title>">x</p><title>page</title>', 'page'],
  ['a title without an end', '<title>open &amp', 'open &'],
  ['a page without a Content-Type', '<title>bare</title>', 'bare', { 'content-type': '' }],
  ['XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>strict</title></head></html>', 'strict', { 'content-type': 'application/xhtml+xml' }],
  ['255 characters', `<title>${'😀'.repeat(255)}</title>`, '😀'.repeat(255)],
  ['more than 255 characters, cut', `<title>${'😀'.repeat(256)}</title>`, '😀'.repeat(255)],
  ['a title longer than the bytes that are read, cut', `<title>${'x'.repeat(300_000)}</title>`, 'x'.repeat(255)],
  ['a title after the first 1024 bytes', `${LATE}<title>déjà vu</title>`, 'déjà vu', { 'content-type': 'text/html; charset=utf-8' }],

  ['windows-1252 by Content-Type', latin('<title>caf\xe9 \x80 \x93q\x94</title>'), 'café € “q”', { 'content-type': 'text/html; charset=windows-1252' }],
  ['iso-8859-1, which the web reads as windows-1252', latin('<title>caf\xe9 \x80</title>'), 'café €', { 'content-type': 'text/html;charset="ISO-8859-1"' }],
  ['Shift_JIS by Content-Type', SHIFT_JIS, '日本', { 'content-type': 'text/html; charset=Shift_JIS' }],
  ['Shift_JIS by a meta after the title', Buffer.concat([SHIFT_JIS, Buffer.from('<meta charset="shift_jis">')]), '日本'],
  ['Shift_JIS by a meta that stands for a header', Buffer.concat([Buffer.from('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'), SHIFT_JIS]), '日本'],
  ['Shift_JIS far behind its meta', Buffer.concat([Buffer.from('<meta charset=sjis>' + LATE), SHIFT_JIS]), '日本'],
  ['the Content-Type before the meta', '<meta charset="shift_jis"><title>é</title>', 'é', { 'content-type': 'text/html; charset=utf-8' }],
  ['a byte order mark before the Content-Type', '\ufeff<title>é</title>', 'é', { 'content-type': 'text/html; charset=shift_jis' }],
  ['UTF-16 by its mark', Buffer.from('\ufeff<title>日本</title>', 'utf16le'), '日本'],
  ['UTF-16, big end first, by its mark', Buffer.from('\ufeff<title>日本</title>', 'utf16le').swap16(), '日本'],
  ['a meta that says UTF-16 and cannot be', '<meta charset="utf-16"><title>é</title>', 'é'],
  ['an unknown charset, and none in the meta', '<meta name="a" content="charset=sjis"><meta http-equiv="refresh"><title>é</title>', 'é', { 'content-type': 'text/html; charset=klingon' }],
  ['no charset, and UTF-8', '<title>日本</title>', '日本'],
  ['no charset, and no UTF-8', latin('<title>caf\xe9 au lait</title>'), 'café au lait'],

  ['gzip, although it was not requested', gzipSync('<title>zip</title>'), 'zip', { 'content-encoding': 'gzip' }],
  ['gzip by its old name', gzipSync('<title>zip</title>'), 'zip', { 'content-encoding': 'X-GZIP' }],
  ['deflate', deflateSync('<title>zip</title>'), 'zip', { 'content-encoding': 'deflate' }],
  ['brotli', brotliCompressSync('<title>zip</title>'), 'zip', { 'content-encoding': 'br' }],
  ['gzip that is cut behind the title', gzipSync(`<title>zip</title>${LATE}`).subarray(0, -4), 'zip', { 'content-encoding': 'gzip', 'content-type': 'text/html;charset=utf-8' }],
  ['the encoding identity', '<title>plain</title>', 'plain', { 'content-encoding': 'identity' }]
]

const NO_TITLE = 'the page has no title in its first 262144 bytes'
const untitled: Array<[name: string, body: string | Buffer, reason: string | RegExp, headers?: Record<string, string>]> = [
  ['a page without a title', '<h1>Zoho</h1>', NO_TITLE],
  ['an empty body', '', NO_TITLE],
  ['a page whose only title is in svg', '<svg><title>picture', NO_TITLE],
  ['an empty title, though another follows', '<title> &nbsp;\n</title><title>two</title>', 'the page’s title is empty'],
  ['a title after the bytes that are read', `<!-- ${'x'.repeat(262_144)} --><title>late</title>`, NO_TITLE],
  ['a small page that unfolds to a large one', gzipSync(Buffer.alloc(50_000_000)), NO_TITLE, { 'content-encoding': 'gzip' }],
  ['JSON', '{"title":"no"}', 'expected an HTML page, got the Content-Type "application/json"', { 'content-type': 'application/json' }],
  ['a PDF', '%PDF-1.7', 'expected an HTML page, got the Content-Type "application/pdf"', { 'content-type': 'application/pdf' }],
  ['an invalid Content-Type', '<title>no</title>', /^the page could not be read: .*MIME/, { 'content-type': 'nonsense' }],
  ['an unknown compression', '<title>no</title>', 'expected a page without compression, got the Content-Encoding "zstd"', { 'content-encoding': 'zstd' }],
  ['two compressions', gzipSync(gzipSync('<title>no</title>')), 'expected a page without compression, got the Content-Encoding "gzip, gzip"', { 'content-encoding': 'gzip, gzip' }],
  ['a body without the compression that its header says', '<title>no</title>', 'the page could not be read: incorrect header check', { 'content-encoding': 'gzip' }],
  ['headers of more than 16 KiB', '<title>no</title>', /^the page could not be read: .*overflow/i, { 'x-huge': 'x'.repeat(20_000) }]
]

async function titleOf (t: Test, body: string | Buffer, headers?: Record<string, string>): Promise<PageTitle> {
  const { url } = await pages(t, html(body, headers))
  return createPageTitles({ hosts: ['127.0.0.1'] }).of(url, new AbortController().signal)
}

for (const [name, body, title, headers] of titled) {
  t.test(`a title is found: ${name}`, async t => {
    t.strictSame(await titleOf(t, body, headers), { title })
  })
}

for (const [name, body, reason, headers] of untitled) {
  t.test(`no title is found: ${name}`, async t => {
    t.match(await titleOf(t, body, headers), { reason })
  })
}
