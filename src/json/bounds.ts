import { limits } from '../zoho/limits.js'

/**
 * The double's own limits, so that no input can fill the memory or keep it busy forever. Zoho's limits are in
 * zoho/limits.ts. The bytes of attachments are limited by `--max-store-size` instead.
 */
export const bounds = {
  // How many of each a sandbox may hold.
  users: 10_000,
  tokens: 10_000,
  refreshTokens: limits.tokensKept,
  codes: limits.tokensKept,
  usedCodes: limits.tokensKept,
  clients: 1000,
  modules: 1000,
  /** Fields of an organization’s own in one module: Zoho gives 500 at most. */
  fields: 500,
  /** What a list of choices offers. */
  choices: 500,
  /** How many characters the text of a field may have. */
  fieldLength: 100_000,
  records: 100_000,
  missingRecords: 100_000,
  linkTitles: 10_000,
  dataCenters: 1000,
  faults: 1000,
  stubs: 1000,
  // Of the answer of a stub.
  headers: 100,
  // In a seed or a state; otherwise the size of the store is the limit.
  attachments: 100_000,
  photos: 100_000,
  // How many a token, and how many a user, may have.
  scopes: 1000,
  denied: 100,
  /** The same of files that belong to no record. */
  files: 100_000,
  /**
   * The length of everything in a sandbox except its attachments and files, in characters of JSON. A full sandbox takes about 100 MB
   * of memory. There is room for 10,000 users, 10,000 tokens and 100,000 records with names of usual length.
   */
  characters: 16 * 1024 ** 2,
  /**
   * Total length of the texts of each kind that clients make up and a sandbox remembers, in characters. The oldest are
   * dropped first.
   */
  remembered: 2 * 1024 ** 2,
  // Length of a text, in characters.
  name: 500,
  token: 500,
  url: limits.link,
  /** A parameter that a client sends to the accounts server. */
  parameter: limits.tokenParameters,
  /** How often something happens. */
  times: 1_000_000_000,
  /** Counters that grow while a server runs: a thousand a second for thirty years. */
  count: 1_000_000_000_000,
  /** Bytes of a file, or bytes per second. */
  bytes: 1_000_000_000_000,
  /** Seconds: one year. */
  retryAfter: 31_536_000,
  /** How deep arrays and objects may be nested. A seed has six levels, beside those of the fields of records. */
  depth: 32,
  /** The same for the body of a request about records, so that a state with these records can be loaded. */
  recordDepth: 24,
  /**
   * Bytes of a seed or a state without the `content` of its attachments: enough for about 100,000 attachments, or for
   * everything else in a sandbox.
   */
  state: 32 * 1024 ** 2,
  /** Values in a seed or a state. Each takes memory, however short its text is. */
  values: 1_500_000,
  /** Values in one array or object. */
  items: 100_000
} as const
