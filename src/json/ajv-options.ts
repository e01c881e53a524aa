/** Dates that exist: 29 February only in leap years. */
const DATE = [
  '\\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])',
  '\\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)',
  '\\d{4}-02-(?:0[1-9]|1\\d|2[0-8])',
  '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29'
].join('|')

/**
 * Ajv's own format also allows offsets such as `+05` and leap seconds, which `Date.parse` does not read. `Date.parse` turns 30
 * February into 2 March. A regular expression, since generated code cannot contain a function of ours.
 */
const DATE_TIME = new RegExp(`^(?:${DATE})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`, 'i')

/**
 * Turns off everything that Fastify lets Ajv change: a value is accepted as it is, or refused. The rest saves compile time.
 * Most of it goes into error messages, which we write ourselves, into optimizing the code, and into unrolling long enums.
 */
export const ajvOptions = {
  onCreate: (ajv: { addFormat (name: string, format: RegExp): unknown }) => { ajv.addFormat('date-time', DATE_TIME) },
  customOptions: {
    coerceTypes: false,
    useDefaults: false,
    removeAdditional: false,
    keywords: ['x-expected'],
    // Not needed: every schema is written in TypeScript, and a test compiles it.
    validateSchema: false,
    meta: false,
    messages: false,
    loopEnum: 5,
    code: { optimize: false }
  }
}
