/* eslint-disable no-control-regex -- signatures of files have control characters */

const JSON_TEXT = /^(\xef\xbb\xbf)?\s*[[{]/

/** What the beginning of a body reveals when it should be a form. The first match counts. */
const BODY_PATTERNS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  [/^\s*"?\[object (FormData|Object|Blob|File|ReadableStream|Promise)\]"?\s*$/, 'it is the text of an object: the client turned the form into text, as String(form) and template strings do; give the FormData itself to a client library that takes one'],
  [/^\x1f\x8b/, 'it is compressed with gzip, and has to be sent as it is'],
  [/^\x28\xb5\x2f\xfd/, 'it is compressed with zstd, and has to be sent as it is'],
  [/^%PDF-/, 'it is a PDF file without a form around it'],
  [/^\x89PNG/, 'it is a PNG file without a form around it'],
  [/^\xff\xd8\xff/, 'it is a JPEG file without a form around it'],
  [/^GIF8/, 'it is a GIF file without a form around it'],
  [/^PK\x03\x04/, 'it is a ZIP or Office file without a form around it'],
  [JSON_TEXT, 'it is JSON'],
  [/^\s*</, 'it is XML or HTML'],
  [/^[\w.%+~*-]+=[^\s]*$/, 'it is urlencoded']
]

/** How much of a line of a body is quoted, in characters. */
const MAX_QUOTED = 80

/** A boundary line at the beginning of a body, with or without dashes, followed by a header. */
const FORM = /^(?:\r?\n)*([^\r\n]{1,200})\r?\n\s*content-(?:disposition|type)[ \t]*:/i

/**
 * Explains why a body has no line with the boundary.
 * @param sample the first bytes of the body
 * @param boundary the boundary in the Content-Type
 */
export function explainUnmatchedBoundary (sample: Buffer, boundary: string): string {
  const expected = `the boundary of the Content-Type is "${boundary}", so that each part has to begin with the line "--${boundary}"`
  const text = sample.toString('latin1')
  const [start = ''] = text.split(/\r?\n/, 1)
  const [, first = start] = FORM.exec(text) ?? []
  const dashes = missingDashes(first, boundary)
  if (dashes !== undefined) return `${dashes}: its first line is "${truncate(first)}", and ${expected}`
  if (first.startsWith('--')) return `its first line is "${truncate(first)}", but ${expected}`
  return `${diagnoseBody(sample) ?? 'it has no boundary line'}; ${expected}`
}

function missingDashes (line: string, boundary: string): string | undefined {
  if (line === boundary) return boundary.startsWith('--') ? 'the Content-Type has the boundary with the dashes of its lines' : 'its boundary lines have no dashes'
  return line === `-${boundary}` ? 'its boundary lines have one dash, expected two' : undefined
}

/**
 * Explains what to do about a Content-Type without a boundary, the most frequently reported mistake.
 * @param sample the first bytes of the body
 */
export function explainMissingBoundary (sample: Buffer): string {
  const [, line = ''] = FORM.exec(sample.toString('latin1')) ?? []
  const [, boundary] = /^--(.*)$/.exec(line) ?? []
  const mistake = line === '' ? diagnoseBody(sample) : undefined
  return [
    'its Content-Type has no boundary, as when the header is set by hand: leave Content-Type to the client library, which adds the boundary that it made (axios and fetch: give the FormData and no Content-Type; requests: files={"file": open(path, "rb")}; curl: -F)',
    ...boundary === undefined ? [] : [`the boundary of the body is "${truncate(boundary)}"`],
    ...mistake === undefined ? [] : [`and the body is no form: ${mistake}`]
  ].join('; ')
}

/**
 * Recognizes what a body is instead of a form.
 * @param sample the first bytes of the body
 * @param contentType what the client declares
 * @returns a clause such as `it is a PDF file without a form around it`; `undefined` if the first bytes reveal nothing, or no
 * more than the Content-Type
 */
export function diagnoseBody (sample: Buffer, contentType = ''): string | undefined {
  if (/\bjson\b/i.test(contentType) && JSON_TEXT.test(sample.toString('latin1'))) return undefined
  const text = sample.toString('latin1')
  if (FORM.test(text)) return 'it is a multipart form, which its Content-Type has to say, with the boundary'
  if (isBase64Form(text)) return 'the whole of it is base64, and has to be sent as it is'
  return BODY_PATTERNS.find(([pattern]) => pattern.test(text))?.[1]
}

function isBase64Form (text: string): boolean {
  return /^[A-Za-z0-9+/]{16}/.test(text) && /^-{2}\S/.test(Buffer.from(text.slice(0, 16), 'base64').toString('latin1'))
}

function truncate (line: string): string {
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}...` : line
}

/** What a text in the place of a file reveals, and how that client sends a file. The first match counts. */
const TEXT_PATTERNS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  [/^@./, 'a path behind an @: with curl that takes -F, not -d or --form-string; PHP has new CURLFile($path) in its place since version 5.5'],
  [/^<_io\.\w+ |^<open file /, 'how Python writes a file object: requests and httpx take it as files={"file": open(path, "rb")}'],
  [/^b(['"]).*\1$/s, 'how Python writes bytes: requests and httpx take them as files={"file": (name, content)}'],
  [/^<(starlette|werkzeug|django|FileStorage|UploadFile|InMemoryUploadedFile)/i, 'how Python writes an uploaded file: give its content, as files={"file": (name, upload.file)}'],
  [/^\[object (File|Blob)\]$/, 'how JavaScript writes a File or Blob: append it to the FormData itself, as form.append("file", blob, name)'],
  [/^\[object \w+\]$/, 'how JavaScript writes an object: append a Blob or a stream, as form.append("file", blob, name), or with the package form-data fs.createReadStream(path)'],
  [/^Resource id #\d+$/, 'how PHP writes an open file: give new CURLFile($path), or with Guzzle ["name" => "file", "contents" => fopen($path, "r")] in `multipart`'],
  [/^#<(File|Tempfile|StringIO|ActionDispatch)/, 'how Ruby writes a file: give it to a multipart request, as Faraday::Multipart::FilePart.new(path, type)'],
  [/^System\.(IO\.|Byte|Net\.)/, 'how .NET writes an object: add new StreamContent(stream) or ByteArrayContent(bytes), with a file name'],
  [/^(java\.|\[B@|sun\.|org\.springframework\.)/, 'how Java writes an object: give the file itself, as FileBody, addFormDataPart(name, fileName, body) or FileSystemResource'],
  [/^(JVBERi|iVBORw|\/9j\/|UEsDB|R0lGOD|0M8R4K)[A-Za-z0-9+/\r\n]*={0,2}$/, 'base64 of a file: send the bytes themselves, with a filename'],
  [/^data:[^,]*,/, 'a data URL: send the bytes that it stands for'],
  [/^(file:\/\/|\.{0,2}\/|[A-Za-z]:[\\/]|~\/)\S/, 'a path: send the content of the file, with a filename'],
  [/^[A-Za-z0-9+/\r\n]{40,}={0,2}$/, 'base64: send the bytes themselves, with a filename']
]

/**
 * Recognizes what was sent as text in the place of a file.
 * @returns where the text comes from and what to do instead; `undefined` if it is not recognized
 */
export function diagnoseText (value: string): string | undefined {
  const text = value.slice(0, 2000).trim()
  return TEXT_PATTERNS.find(([pattern]) => pattern.test(text))?.[1]
}
