import type { CatalogueRule } from '../../../control/shapes/server.js'

/** How to get an answer on purpose. */
export interface Provocation {
  /** A command for bash that gets it in the default world. */
  readonly curl?: string
  /** A token of the default seed that gets it with a good upload. */
  readonly token?: string
  /** A fault that gives it, as `--fault` takes it. */
  readonly fault?: string
}

const LEAD = '/crm/v8/Leads/1000000231009/Attachments'
const FILE = "-F 'file=Hello;filename=hello.txt'"
const FORM = "-F 'attachmentUrl=https://example.com"
const CLIENT = 'client_id=1000.CLIENT&client_secret=secret'

/** A request for curl: where to, with which further arguments, and with which token, if not with one that may do everything. */
type Sent = readonly [path: string, args?: string, token?: string | null]

const withToken = (token: string): Sent => [LEAD, FILE, token]
const list = (query: string): Sent => [`${LEAD}?${query}`]
const fields = (query: string): Sent => list(`fields=id&${query}`)
const remove = (rest: string): Sent => [LEAD + rest, '-X DELETE']
const leads = (args: string): Sent => ['/crm/v8/Leads', args]
const search = (query: string): Sent => [`/crm/v8/Leads/search${query}`]
const settings = (path: string): Sent => [`/crm/v8/settings/${path}`]
const accounts = (path: string, args = ''): Sent => [`/oauth/v2/${path}`, args, null]
const grant = (query: string): Sent => accounts(`token?${query}`, '-X POST')
/** A text of so many characters. */
const long = (count: number): string => `$(printf 'a%.0s' $(seq ${count}))`

/** One request for each answer that one request can get in the default world. */
const requests: Readonly<Record<string, Sent>> = {
  'url.unknown': ['/crm/v8/coql', '-X POST'],
  'url.related-list-unknown': ['/crm/v8/Leads/1000000231009/Emails'],
  'version.unsupported': ['/crm/v1/Leads/1000000231009/Attachments', FILE],
  'method.unknown': [LEAD, '-X PUT'],
  'auth.header-missing': [LEAD, FILE, null],
  'auth.scheme-unknown': [LEAD, `-H 'Authorization: Basic abc' ${FILE}`, null],
  'auth.token-unknown': withToken('1000.never-issued'),
  'auth.token-expired': withToken('1000.expired'),
  'auth.token-revoked': withToken('1000.revoked'),
  'auth.scope-missing': withToken('1000.leads-only'),
  'module.unknown': ['/crm/v8/Vehicles/1000000231009/Attachments', FILE],
  'module.unsupported': ['/crm/v8/Documents/1000000231009/Attachments', FILE],
  'record.unknown': ['/crm/v8/Leads/4040404040404040404/Attachments', FILE],
  'user.no-privilege': withToken('1000.no-privilege'),
  'user.no-permission': withToken('1000.no-permission'),
  'upload.stored': withToken('1000.all'),
  'upload.not-a-form': [LEAD, "-H 'Content-Type: text/plain' -d Hello"],
  'upload.form-malformed': [LEAD, "-H 'Content-Type: multipart/form-data' -d Hello"],
  'upload.file-and-link': [LEAD, `${FILE} ${FORM}'`],
  'upload.more-than-one': [LEAD, `${FILE} ${FILE}`],
  'upload.nothing': [LEAD, "-F 'attachment=Hello;filename=hello.txt'"],
  'upload.file-name-too-long': [LEAD, `-F "file=Hello;filename=${long(251)}"`],
  'upload.file-empty': [LEAD, "-F 'file=;filename=empty.txt'"],
  'upload.link-too-long': [LEAD, `-F "attachmentUrl=https://example.com/${long(3000)}"`],
  'upload.title-too-long': [LEAD, `${FORM}' -F "title=${long(256)}"`],
  'upload.link-malformed': [LEAD, "-F 'attachmentUrl=example'"],
  'list.empty': ['/crm/v8/Leads/7/Attachments?fields=id'],
  'list.fields-missing': [LEAD],
  'list.too-many-fields': list('fields=$(seq -s, 51)'),
  'list.sort-by-invalid': fields('sort_by=Size'),
  'list.sort-order-invalid': fields('sort_order=up'),
  'list.page-invalid': fields('page=0'),
  'list.per-page-invalid': fields('per_page=201'),
  'list.page-token-needed': fields('page=11&per_page=200'),
  'list.page-and-token': fields('page=1&page_token=x'),
  'list.page-token-invalid': fields('page_token=x'),
  'download.unknown': [`${LEAD}/1`],
  'delete.unknown': remove('/1'),
  'delete.unknown-of-many': remove('?ids=1,2'),
  'delete.ids-missing': remove(''),
  'delete.too-many-ids': remove('?ids=$(seq -s, 101)'),
  'records.none': ['/crm/v8/Leads/4040404040404040404'],
  'records.body-malformed': leads('-X POST'),
  'records.data-missing': leads("--json '{}'"),
  'records.data-malformed': leads("--json '{\"data\":[]}'"),
  'records.field-missing': leads("--json '{\"data\":[{\"First_Name\":\"Patricia\"}]}'"),
  'records.type-wrong': leads("--json '{\"data\":[{\"Last_Name\":5}]}'"),
  'records.partial': leads("--json '{\"data\":[{\"Last_Name\":\"Boyle\"},{}]}'"),
  'records.id-missing': leads("-X PUT --json '{\"data\":[{\"City\":\"Newark\"}]}'"),
  'records.not-deleted': ['/crm/v8/Leads/4040404040404040404', '-X DELETE'],
  'records.ids-missing': leads('-X DELETE'),
  'search.parameter-missing': search(''),
  'search.criteria-invalid': search('?criteria=Boyle'),
  'search.word-invalid': search('?word=a'),
  'search.limit-reached': search('?word=Boyle&page=11'),
  'settings.module-missing': settings('fields'),
  'settings.module-unknown': settings('fields?module=Vehicles'),
  'settings.module-unsupported': settings('related_lists?module=Notes'),
  'settings.status-invalid': settings('related_lists?module=Leads&status=hidden'),
  'settings.no-related-lists': settings('related_lists?module=Leads&status=user_hidden'),
  'settings.none': settings('fields?module=Leads&type=unused'),
  'request.headers-too-large': [LEAD, `-H "X-Long: ${long(17_000)}"`],
  'rate.too-many-requests': withToken('1000.throttled'),
  'server.internal-error': withToken('1000.broken'),
  'accounts.client-unknown': grant('grant_type=refresh_token&refresh_token=1000.refresh'),
  'accounts.code-invalid': grant(`${CLIENT}&grant_type=refresh_token&refresh_token=1000.invalid-code`),
  'accounts.grant-type-unknown': grant(`${CLIENT}&grant_type=password`),
  'accounts.scope-invalid': grant(`${CLIENT}&grant_type=client_credentials`),
  'accounts.request-malformed': accounts(`auth?${CLIENT}&response_type=code&scope=ZohoCRM.modules.ALL&redirect_uri=https://example.com&access_type=never`),
  'accounts.redirect-uri-invalid': accounts(`auth?${CLIENT}&response_type=code&redirect_uri=here`),
  'accounts.response-type-unknown': accounts(`auth?${CLIENT}&response_type=token&redirect_uri=https://example.com`),
  'accounts.token-invalid': accounts('token/revoke?token=1000.never-issued', '-X POST')
}

/** A URL in quotes in which bash runs nothing but the command at its end. */
function quoted (url: string, command: string): string {
  const plain = `'${url.replaceAll("'", "'\\''")}`
  const at = command.indexOf('$(')
  return at === -1 ? `${plain}${command}'` : `${plain}${command.slice(0, at)}'"${command.slice(at)}"`
}

/**
 * Says how to get an answer on purpose.
 * @param base the base URL of a sandbox with the default seed
 */
export function provoke ({ name, documented: { code, status } }: CatalogueRule, base: string): Provocation {
  const sent = requests[name]
  const operation = operationFor(name)
  // A fault gives refusals, of which Zoho's accounts server has some with the status 200.
  const isRefusal = code !== undefined && (status >= 300 || operation === 'token') && name !== 'accounts.revoked'
  const token = sent?.[0] === LEAD && sent[1] === FILE && sent[2] ? sent[2] : undefined
  return {
    ...sent !== undefined && { curl: curlOf(sent, base) },
    ...token !== undefined && { token },
    ...isRefusal && { fault: `${operation}:${name}` }
  }
}

function curlOf ([path, args = '', token = '1000.all']: Sent, base: string): string {
  return ['curl -i', quoted(base, path), token === null ? '' : `-H 'Authorization: Zoho-oauthtoken ${token}'`, args].filter(part => part !== '').join(' ')
}

/** An operation that can get an answer. */
function operationFor (name: string): string {
  const [family = ''] = name.split('.')
  if (family === 'accounts') return 'token'
  if (/files/.test(name)) return /read/.test(name) ? 'getFile' : 'uploadFiles'
  if (family === 'search') return 'searchRecords'
  if (name.endsWith('-read-notes')) return 'getNotes'
  if (family === 'notes' || name.endsWith('-notes')) return 'createNotes'
  const photo = family === 'photo' ? 'upload' : /-to-(\w+)-photo$/.exec(name)?.[1]
  if (photo !== undefined) return `${photo === 'download' ? 'get' : photo}RecordPhoto`
  if (family === 'settings') return requests[name]?.[0].includes('related_lists') ? 'getRelatedLists' : 'getFields'
  if (family === 'records' || /-(?:to-write|for)-records$/.test(name)) return 'createRecords'
  const records = /-to-(upsert|search|delete|read)-records$/.exec(name)?.[1]
  if (records !== undefined) return `${records === 'read' ? 'get' : records}Records`
  return /-to-(list|download|delete)$/.exec(name)?.[1] ?? (['list', 'download', 'delete'].includes(family) ? family : 'upload')
}
