/** What a text shows that stands where a file should be, and how that client sends a file. */
const TEXTS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
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
 * @returns how the text came about and what to do; nothing where it does not show
 */
export function describeText (value: string): string | undefined {
  const text = value.slice(0, 2000).trim()
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1]
}
