import { limits } from '../zoho/limits.js'

/**
 * What the double itself sets an end to, so that nothing that is sent to it can fill the memory or keep it busy for good.
 * None of it is Zoho's: zoho/limits.ts has that. What is attached is counted by `--max-store-size` instead.
 */
export const bounds = {
  // How many there are in a sandbox.
  users: 10_000,
  tokens: 10_000,
  refreshTokens: limits.tokensKept,
  codes: limits.tokensKept,
  usedCodes: limits.tokensKept,
  clients: 1000,
  modules: 1000,
  records: 100_000,
  missingRecords: 100_000,
  linkTitles: 10_000,
  faults: 1000,
  /** In a seed or a state; elsewhere the store has an end. */
  attachments: 100_000,
  // How many of one token, and of one user.
  scopes: 1000,
  denied: 100,
  /**
   * Characters of JSON of all that a sandbox holds beside its attachments; that of one which is full takes some 100 MB of
   * memory. 10,000 users, 10,000 tokens and 100,000 records with names of usual length have room in it.
   */
  characters: 16 * 1024 ** 2,
  /** Characters of what clients make up and a sandbox remembers, of each kind; the oldest goes first. */
  remembered: 2 * 1024 ** 2,
  // Characters of one text.
  name: 500,
  token: 500,
  url: limits.link,
  /** What clients of the accounts server send. */
  parameter: limits.tokenParameters,
  /** How often something happens. */
  times: 1_000_000_000,
  /** What counts up while a server runs: a thousand a second for thirty years. */
  count: 1_000_000_000_000,
  /** Bytes of a file, or of what of it a second. */
  bytes: 1_000_000_000_000,
  /** Seconds; a year. */
  retryAfter: 31_536_000,
  /** How deep arrays and objects are nested; a seed has six levels. */
  depth: 32,
  /** Bytes of a seed or a state beside the `content` of its attachments: some 100,000 of these, or all else that a sandbox holds. */
  state: 32 * 1024 ** 2,
  /** Values in a seed or a state; each takes memory, however short it is written. */
  values: 1_500_000,
  /** Values in one array or object. */
  items: 100_000
} as const
