import { createRequire } from 'node:module'

// Installed with the tests, since running the double needs no linter.
const neostandard = createRequire(new URL('test/package.json', import.meta.url))('neostandard')

/**
 * The rooms of src/, from the ground up: each may import those that it names, which stand before it, and the files at the
 * top that import nothing of ours. Circles between rooms cannot be written down here.
 */
const rooms = {
  secrets: [],
  zoho: ['secrets'],
  json: ['secrets', 'zoho'],
  http: ['secrets'],
  store: ['zoho', 'json'],
  titles: ['zoho', 'http'],
  upload: ['secrets', 'zoho', 'http', 'store'],
  api: ['secrets', 'zoho', 'http', 'store'],
  faults: ['zoho', 'json', 'http', 'store', 'api'],
  stubs: ['zoho', 'json', 'http', 'api'],
  journal: ['secrets', 'zoho', 'json', 'http', 'store', 'upload', 'api'],
  seed: ['secrets', 'zoho', 'json', 'http', 'store', 'faults', 'stubs'],
  samples: ['zoho', 'json', 'store', 'seed'],
  sandbox: ['secrets', 'zoho', 'json', 'http', 'store', 'api', 'faults', 'stubs', 'journal', 'seed'],
  accounts: ['secrets', 'zoho', 'json', 'http', 'store', 'upload', 'api', 'journal', 'seed', 'sandbox'],
  crm: ['secrets', 'zoho', 'json', 'http', 'store', 'titles', 'upload', 'api', 'journal', 'sandbox'],
  control: ['secrets', 'zoho', 'json', 'http', 'store', 'api', 'faults', 'stubs', 'journal', 'seed', 'samples', 'sandbox'],
  inspector: ['secrets', 'zoho', 'json', 'http', 'control'],
  client: ['http', 'faults', 'stubs', 'journal', 'seed', 'sandbox', 'control']
}

const names = Object.keys(rooms)

/** @throws {Error} for rooms of which one may import itself, or one that stands above it */
export function checkRooms (rooms) {
  const names = Object.keys(rooms)
  for (const [name, below] of Object.entries(rooms)) {
    const above = below.find(room => names.indexOf(room) >= names.indexOf(name))
    if (above !== undefined) throw new Error(`${name} may not import ${above}: it does not stand below it`)
  }
}
checkRooms(rooms)

// Zoho's versions are rows of a table, and nothing else asks which one it is.
const versions = [
  { selector: 'BinaryExpression[right.name=/^(newestVersion|version)$/]', message: 'Ask a property of the version, not which one it is.' },
  { selector: 'BinaryExpression[operator=/^[!=<>]/][left.object.name=/versions?$/i]', message: 'Ask a property of the version, not which one it is.' },
  { selector: 'Literal[value=/^v(2|2\\.1|3|4|5|6|7|8)$/]', message: 'Only zoho/versions.ts tells versions apart: give its rows a property.' }
]
const wireJson = { selector: 'Property[key.name=/^(Created_Time|Modified_By|access_token|api_domain)$/]', message: 'Only presenters write Zoho’s JSON.' }
// Time, ids and randomness come in by the front door: the files that may ask the machine for them are named below.
const frontDoor = [
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'Take the time from the sandbox’s clock.' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Take the time from the sandbox’s clock.' },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'Take ids and tokens from the sandbox.' },
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: 'Only cli.ts and connectMock read the environment.' },
  { selector: 'Identifier[name=/^(randomUUID|randomBytes|randomInt)$/]', message: 'Take ids and tokens from the sandbox.' }
]

const multipart = { name: '@fastify/multipart', message: 'Only upload/, and the routes that register it, know multipart.' }
const readsForms = ['upload', 'crm', 'accounts']

/** The files of a room, or with further selectors some of them. */
function room (name, files = [`src/${name}/**`], syntax = [...versions, wireJson, ...frontDoor]) {
  const allowed = rooms[name]
  const others = names.filter(other => other !== name && !allowed.includes(other))
  const above = `^(\\.\\./)+(?:(?:${[...others, 'build', 'commands'].join('|')})/|(?:cli|index|options|server|start)\\.js$)`
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', {
        paths: readsForms.includes(name) ? [] : [multipart],
        patterns: [{ regex: above, message: `${name}/ may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}: see eslint.config.js.` }]
      }],
      'no-restricted-syntax': ['error', ...syntax, { selector: `ImportExpression[source.value=/${above.replaceAll('/', '\\u002f')}/]`, message: `${name}/ may not import this room: see eslint.config.js.` }]
    }
  }
}

export default [
  ...neostandard({ ts: true, ignores: ['dist/', 'node_modules/', '.tap/', 'src/build/library.d.ts'] }),
  // Globals of the runners.
  { files: ['test/examples/{jest,mocha}/*.js'], languageOptions: { globals: Object.fromEntries(['after', 'afterAll', 'before', 'beforeAll', 'beforeEach', 'expect', 'it', 'test'].map(name => [name, 'readonly'])) } },
  { files: ['src/**'], rules: { 'max-lines': ['error', 220], 'no-restricted-syntax': ['error', ...versions, wireJson, ...frontDoor] } },
  ...names.map(name => room(name)),
  room('zoho', ['src/zoho/versions.ts'], frontDoor),
  room('crm', ['src/crm/present.ts', 'src/crm/present-notes.ts', 'src/crm/present-records.ts'], [...versions, ...frontDoor]),
  room('accounts', ['src/accounts/present.ts'], [...versions, ...frontDoor]),
  // The sandbox’s clock itself; the journal and the certificates, which clients judge by their own time.
  room('store', ['src/store/clock.ts'], [...versions, wireJson]),
  room('journal', ['src/journal/plugin.ts'], [...versions, wireJson]),
  // Runs in browsers, by their time.
  room('inspector', ['src/inspector/page/**'], [...versions, wireJson]),
  room('http', ['src/http/tls/identity.ts'], [...versions, wireJson]),
  // By default the double that `run` started, or that was set with `env`.
  room('client', ['src/client/connect.ts'], [...versions, wireJson]),
  // The log and the ready line, whose times stay real; processes.
  { files: ['src/server.ts', 'src/cli.ts', 'src/commands/*.ts'], rules: { 'no-restricted-syntax': ['error', ...versions, wireJson] } }
]
