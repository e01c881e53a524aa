import neostandard from 'neostandard'

// Time, ids and randomness come in by the front door: the files that may ask the machine for them are named here.
const frontDoor = [
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'Take the time from the sandbox’s clock.' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Take the time from the sandbox’s clock.' },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'Take ids and tokens from the sandbox.' },
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: 'Only cli.ts reads the environment.' },
  { selector: 'Identifier[name=/^(randomUUID|randomBytes|randomInt)$/]', message: 'Take ids and tokens from the sandbox.' }
]

export default [
  ...neostandard({ ts: true, ignores: ['dist/', 'node_modules/', '.tap/'] }),
  { files: ['src/**'], rules: { 'no-restricted-syntax': ['error', ...frontDoor] } },
  {
    // The sandbox’s clock itself; the log, the journal and the ready line, whose times stay real; sockets and processes;
    // certificates, which clients judge by their own time.
    files: ['src/sandbox/clock.ts', 'src/plugins/journal.ts', 'src/server.ts', 'src/cli.ts', 'src/commands/*.ts', 'src/tls/identity.ts'],
    rules: { 'no-restricted-syntax': 'off' }
  }
]
