import type { JournalRequest } from '../../../control/shapes/request.js'

/** A request as a program that makes it again. The token is left to a variable, `TOKEN`. */
export interface Replay {
  readonly name: 'bash' | 'powershell' | 'fetch' | 'python'
  readonly label: string
  readonly code: string
}

type Part = JournalRequest['parts'][number]

/** What a request is made again from. */
interface Source {
  readonly method: string
  /** In full. */
  readonly url: string
  /** As it was sent; the token itself is not known. */
  readonly scheme: string | undefined
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly parts: readonly Part[]
  readonly body: string | undefined
  /** Where the bytes of the file are. */
  readonly content: string | undefined
}

/** Headers that the client's library writes by itself, or that say nothing about the request. */
const BY_ITSELF = /^(?:host|connection|content-length|transfer-encoding|user-agent|accept|accept-encoding|accept-language|authorization|expect|origin|referer|cookie|keep-alive|te|sec-.*|x-forwarded-.*|forwarded|via|priority|cache-control|pragma)$/
const HIDDEN = '[redacted'

/** The headers to make a request again with, but for its token. A form has another boundary then. */
export function headersToSend ({ headers, parts }: JournalRequest): Array<[name: string, value: string]> {
  return Object.entries(headers).filter(([name, value]) => !BY_ITSELF.test(name) && !value.includes(HIDDEN) && !(parts.length > 0 && name === 'content-type'))
}

function sourceOf (request: JournalRequest, base: string): Source {
  const { method, url, headers, parts, body, attachment } = request
  return {
    method,
    url: targetOf(url, base),
    scheme: headers.authorization === undefined ? undefined : /^[\w-]+(?= )/.exec(headers.authorization)?.[0],
    headers: headersToSend(request),
    parts,
    body: body?.text === '' ? undefined : body?.text,
    content: attachment === undefined ? undefined : `${base}/_mock/attachments/${attachment}/content`
  }
}

/**
 * The full URL of a request.
 * @param url as in the journal
 * @param base the base URL of its sandbox, which may be below a path of a reverse proxy
 */
export function targetOf (url: string, base: string): string {
  // The journal's URLs name the sandbox, unless it was the token that chose it.
  const root = url.startsWith('/s/') ? base.replace(/\/s\/[^/]+$/, '') : base
  return `${root}${url}`
}

/**
 * Writes a request as programs that make it again.
 * @param base the base URL of its sandbox
 */
export function replaysOf (request: JournalRequest, base: string): Replay[] {
  const source = sourceOf(request, base)
  return [
    { name: 'bash', label: 'curl (bash)', code: bash(source) },
    { name: 'powershell', label: 'curl (PowerShell)', code: powershell(source) },
    { name: 'fetch', label: 'fetch', code: fetchCode(source) },
    { name: 'python', label: 'Python', code: python(source) }
  ]
}

/** The test that waits for such a request. */
export function testOf ({ operation, module, record, answer, outcome }: JournalRequest): string {
  const criteria = {
    ...operation !== undefined && { operation },
    ...module !== undefined && { module },
    ...record !== undefined && { record },
    ...answer === undefined ? { outcome } : { status: answer.status },
    ...answer?.rule !== undefined && { rule: answer.rule }
  }
  const inner = Object.entries(criteria).map(([name, value]) => `${name}: ${typeof value === 'number' ? value : script(value)}`).join(', ')
  return `await mock.requests.await({ ${inner} })`
}

// Where the file is not stored, as many bytes of zero stand for it: what is refused is seldom refused for its content.

/** In single quotes, in which bash changes nothing. */
const sh = (text: string): string => /^[\w./:@=?&,+-]+$/.test(text) && !/[?&]/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
/** In double quotes of curl's `-F`. */
const inForm = (text: string): string => `"${text.replaceAll(/[\\"]/g, character => `\\${character}`)}"`

function bash ({ method, url, scheme, headers, parts, body, content }: Source): string {
  const arguments_ = [
    ...method === 'GET' || (method === 'POST' && (parts.length > 0 || body !== undefined)) ? [] : [`-X ${method}`],
    ...scheme === undefined ? [] : [`-H "Authorization: ${scheme} $TOKEN"`],
    ...headers.map(([name, value]) => `-H ${sh(`${name}: ${value}`)}`),
    ...parts.map(({ name, filename, type, size, value }) => {
      if (filename === undefined) return `-F ${sh(`${name}=${inForm(value ?? '')}`)}`
      const bytes = content === undefined ? `head -c ${size} /dev/zero` : `curl -s ${sh(content)}`
      return `-F ${sh(`${name}=@`)}<(${bytes})${sh(`;filename=${inForm(filename)}${type === undefined ? '' : `;type=${type}`}`)}`
    }),
    ...parts.length === 0 && body !== undefined ? [`--data-binary ${sh(body)}`] : []
  ]
  return [`curl -i ${sh(url)}`, ...arguments_].join(' \\\n  ')
}

/** In single quotes, in which PowerShell changes nothing. */
const ps = (text: string): string => `'${text.replaceAll("'", "''")}'`

function powershell ({ method, url, scheme, headers, parts, body, content }: Source): string {
  const before = parts.filter(({ filename }) => filename !== undefined).map(({ size }, index) => content === undefined
    ? `[IO.File]::WriteAllBytes("$PWD/part${index}", [byte[]]::new(${size}))`
    : `Invoke-WebRequest ${ps(content)} -OutFile part${index}`)
  let file = 0
  const arguments_ = [
    ...method === 'GET' ? [] : [`-X ${method}`],
    ...scheme === undefined ? [] : [`-H "Authorization: ${scheme} $env:TOKEN"`],
    ...headers.map(([name, value]) => `-H ${ps(`${name}: ${value}`)}`),
    ...parts.map(({ name, filename, type, value }) => filename === undefined
      ? `-F ${ps(`${name}=${inForm(value ?? '')}`)}`
      : `-F ${ps(`${name}=@part${file++};filename=${inForm(filename)}${type === undefined ? '' : `;type=${type}`}`)}`),
    ...parts.length === 0 && body !== undefined ? [`--data-binary ${ps(body)}`] : []
  ]
  return [...before, [`curl.exe -i ${ps(url)}`, ...arguments_].join(' `\n  ')].join('\n')
}

/** A text of JavaScript, in the quotes that JavaScript's readers expect. */
const script = (text: string): string => `'${JSON.stringify(text).slice(1, -1).replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`

function fetchCode ({ method, url, scheme, headers, parts, body, content }: Source): string {
  const form = parts.length === 0
    ? []
    : ['const form = new FormData()', ...parts.map(({ name, filename, type, size, value }) => {
        if (filename === undefined) return `form.append(${script(name)}, ${script(value ?? '')})`
        const bytes = content === undefined ? `new Uint8Array(${size})` : `await (await fetch(${script(content)})).arrayBuffer()`
        return `form.append(${script(name)}, new Blob([${bytes}]${type === undefined ? '' : `, { type: ${script(type)} }`}), ${script(filename)})`
      })]
  const lines = [
    ...scheme === undefined ? [] : [`    authorization: \`${scheme} \${process.env.TOKEN}\``],
    ...headers.map(([name, value]) => `    ${script(name)}: ${script(value)}`)
  ]
  const options = [
    ...method === 'GET' ? [] : [`  method: ${script(method)}`],
    ...lines.length === 0 ? [] : [`  headers: {\n${lines.join(',\n')}\n  }`],
    ...parts.length > 0 ? ['  body: form'] : body === undefined ? [] : [`  body: ${script(body)}`]
  ]
  return [...form, `const response = await fetch(${script(url)}, {\n${options.join(',\n')}\n})`, 'console.log(response.status, await response.text())'].join('\n')
}

/** A text of Python. JSON's texts are its texts, too. */
const py = (text: string): string => JSON.stringify(text)

function python ({ method, url, scheme, headers, parts, body, content }: Source): string {
  const lines = [
    ...scheme === undefined ? [] : [`        "Authorization": f"${scheme} {os.environ['TOKEN']}",`],
    ...headers.map(([name, value]) => `        ${py(name)}: ${py(value)},`)
  ]
  const files = parts.map(({ name, filename, type, size, value }) => {
    const bytes = content === undefined ? `bytes(${size})` : `requests.get(${py(content)}).content`
    const tuple = filename === undefined ? [`None, ${py(value ?? '')}`] : [py(filename), bytes, ...type === undefined ? [] : [py(type)]]
    return `        (${py(name)}, (${tuple.join(', ')})),`
  })
  return [
    'import os',
    '',
    'import requests',
    '',
    'response = requests.request(',
    `    ${py(method)}, ${py(url)},`,
    ...lines.length === 0 ? [] : ['    headers={', ...lines, '    },'],
    ...files.length > 0 ? ['    files=[', ...files, '    ],'] : body === undefined ? [] : [`    data=${py(body)}.encode(),`],
    ')',
    'print(response.status_code, response.text)'
  ].join('\n')
}
