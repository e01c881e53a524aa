// Zoho's SDKs for Node.js and TypeScript. test/commands/sdks.test.ts runs each of these snippets but TypeScript 1.1's.

/** The code for a package, at a base URL. */
type Snippet = (packageName: string) => (url: string) => string

/** What differs between the versions. */
interface Parts {
  readonly imports: string
  readonly initialize: string
  /** Where the classes for attachments are; at the top where absent. */
  readonly namespace?: string
  /** The arguments of a `StreamWrapper` beside a path. */
  readonly absent: 'null' | 'undefined'
  readonly upload: string
  readonly answer: string
}

const code = ({ imports, initialize, namespace = '', absent, upload, answer }: Parts) => (url: string): string => `import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
${imports}

const base = '${url}' // in a test process: mock.url
const home = mkdtempSync(join(tmpdir(), 'zoho-')) // a new folder for every run: see the traps

${initialize}

writeFileSync(join(home, 'attachment1.txt'), 'Hello')
const body = new ${namespace}FileBodyWrapper()
body.setFile(new StreamWrapper(${absent}, ${absent}, join(home, 'attachment1.txt')))
const response = await new ${namespace}AttachmentsOperations${upload}

${answer}
`

/** The end of a snippet in JavaScript. */
const print = (namespace: string, text: string): string =>
  `const answer = response.getObject()
if (answer instanceof ${namespace}APIException) throw new Error(answer.getMessage()${text})
console.log(response.getStatusCode(), answer.getData()[0].getMessage()${text})`

/** The end of a snippet in TypeScript, which wants to know of each object what it is. */
const printTyped = (namespace: string, text: string): string =>
  `const answer = response.getObject()
if (!(answer instanceof ${namespace}ActionWrapper)) throw new Error(answer.getMessage()${text})
for (const row of answer.getData()) {
  if (row instanceof ${namespace}SuccessResponse) console.log(response.getStatusCode(), row.getMessage()${text})
}`

const IMPORTED_8 = 'Attachments, DataCenter, FileStore, InitializeBuilder, OAuthBuilder, StreamWrapper'
const INITIALIZE_8 = `
  .environment(DataCenter.setEnvironment(base, \`\${base}/oauth/v2/token\`, base))
  .token(new OAuthBuilder().clientId('any').clientSecret('any').refreshToken('any').build())
  .store(new FileStore(join(home, 'tokens')))
  .resourcePath(home)
  .initialize()`
const version8 = { namespace: 'Attachments.', upload: "().uploadAttachments(1000000231009n, 'Leads', body)" }

/** Versions 8.0, 7.0 and 6.0. */
export const nodejs8: Snippet = name => code({
  ...version8,
  imports: `import { ${IMPORTED_8} } from '${name}'`,
  initialize: `const builder = await new InitializeBuilder()\nawait builder${INITIALIZE_8}`,
  absent: 'null',
  answer: print('Attachments.', '')
})

/** Versions 8.0, 7.0 and 6.0. */
export const typescript8: Snippet = name => code({
  ...version8,
  imports: `import { ${IMPORTED_8} } from '${name}'`,
  initialize: `await new InitializeBuilder()${INITIALIZE_8}`,
  absent: 'undefined',
  answer: printTyped('Attachments.', '')
})

// The name is part of the key that a token is stored under.
const INITIALIZE_2 = `
  .user(new UserSignature('you@example.com'))
  .environment(new Environment(base, \`\${base}/oauth/v2/token\`, base, 'mock'))
  .token(new OAuthBuilder().clientId('any').clientSecret('any').refreshToken('any').build())
  .store(new FileStore(join(home, 'tokens')))
  .resourcePath(home)
  .logger(new LogBuilder().level(Levels.INFO).filePath(join(home, 'log')).build())
  .initialize()
while (!(await Initializer.getInitializer())) await new Promise(setImmediate) // initialize() returns before it is done`
const IMPORTED_2 = 'Attachments, Environment, FileStore, InitializeBuilder, Initializer, Levels, LogBuilder, OAuthBuilder, StreamWrapper, UserSignature'
const UPLOAD_2 = "('Leads', 1000000231009n).uploadAttachment(body)"

export const nodejs21: Snippet = name => code({
  imports: `import { ${IMPORTED_2} } from '${name}'`,
  initialize: `const builder = await new InitializeBuilder()\nawait builder${INITIALIZE_2}`,
  namespace: 'Attachments.',
  absent: 'null',
  upload: UPLOAD_2,
  answer: print('Attachments.', '.getValue()')
})

export const typescript21: Snippet = name => code({
  imports: `import { ${IMPORTED_2} } from '${name}'`,
  initialize: `await new InitializeBuilder()${INITIALIZE_2}`,
  namespace: 'Attachments.',
  absent: 'undefined',
  upload: UPLOAD_2,
  answer: printTyped('Attachments.', '.getValue()')
})

/** The classes of packages without an entrance, each in a file of its own. */
function imports (name: string, files: Readonly<Record<string, string>>): string {
  return Object.entries(files).map(([file, classes]) => `import { ${classes} } from '${name}/${file}.js'`).join('\n')
}

const files = {
  'core/com/zoho/crm/api/attachments/attachments_operations': 'AttachmentsOperations',
  'core/com/zoho/crm/api/attachments/file_body_wrapper': 'FileBodyWrapper',
  'models/authenticator/store/file_store': 'FileStore',
  'routes/dc/environment': 'Environment',
  'routes/initializer': 'Initializer',
  'routes/user_signature': 'UserSignature',
  'utils/util/stream_wrapper': 'StreamWrapper'
}
const files2 = {
  ...files,
  'models/authenticator/oauth_builder': 'OAuthBuilder',
  'routes/initialize_builder': 'InitializeBuilder',
  'routes/logger/log_builder': 'LogBuilder',
  'routes/logger/logger': 'Levels'
}
const files1 = {
  ...files,
  'models/authenticator/oauth_token': 'OAuthToken, TokenType',
  'routes/logger/logger': 'Levels, Logger',
  'routes/sdk_config_builder': 'SDKConfigBuilder'
}
const refused = { 'core/com/zoho/crm/api/attachments/api_exception': 'APIException' }
const answered = {
  'core/com/zoho/crm/api/attachments/action_wrapper': 'ActionWrapper',
  'core/com/zoho/crm/api/attachments/success_response': 'SuccessResponse'
}

export const nodejs20: Snippet = name => code({
  imports: imports(name, { ...refused, ...files2 }),
  initialize: `const builder = await new InitializeBuilder()\nawait builder${INITIALIZE_2}`,
  absent: 'null',
  upload: UPLOAD_2,
  answer: print('', '.getValue()')
})

export const typescript20: Snippet = name => code({
  imports: imports(name, { ...answered, ...files2 }),
  initialize: `await new InitializeBuilder()${INITIALIZE_2}`,
  absent: 'undefined',
  upload: UPLOAD_2,
  answer: printTyped('', '.getValue()')
})

const INITIALIZE_1 = `await Initializer.initialize(
  new UserSignature('you@example.com'),
  new Environment(base, \`\${base}/oauth/v2/token\`, base),
  new OAuthToken('any', 'any', 'any', TokenType.REFRESH),
  new FileStore(join(home, 'tokens')),
  new SDKConfigBuilder().build(),
  home,
  Logger.getInstance(Levels.INFO, join(home, 'log'))
)`

export const nodejs11: Snippet = name => code({
  imports: imports(name, { ...refused, ...files1 }),
  initialize: INITIALIZE_1,
  absent: 'null',
  upload: UPLOAD_2,
  // Its answers have properties instead of functions.
  answer: print('', '.getValue()').replace('getObject()', 'object').replace('getStatusCode()', 'statusCode')
})

export const typescript11: Snippet = name => code({
  imports: imports(name, { ...answered, ...files1 }),
  initialize: INITIALIZE_1,
  absent: 'undefined',
  upload: UPLOAD_2,
  answer: printTyped('', '.getValue()')
})
