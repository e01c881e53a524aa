const MiB = 1024 * 1024

/** Zoho's limits, each with its source; sizes in bytes, lengths in characters. */
export const limits = {
  /** 100 MB: zoho.com/crm/developer/docs/api/v2/upload-attachment.html and the OpenAPI files; a real org holds one of 99,072,222 bytes. */
  fileSize: 100 * MiB,
  /** File_Name: OpenAPI files, `v8.0/attachments`. */
  fileName: 250,
  /** title: OpenAPI files. */
  title: 255,
  /** attachmentUrl: OpenAPI files, whose example text says 2000; the larger is taken. */
  link: 3000,
  /** Most attachments on a page, and how many where the client does not say: OpenAPI files, `v8.0/related_records`. */
  perPage: 200,
  /** How many attachments `page` reaches, where the version has page tokens: OpenAPI files, `v8.0/related_records`. */
  listedByPage: 2000,
  /** How many attachments page tokens reach: OpenAPI files, `v8.0/record`, there for records. */
  listedByToken: 100_000,
  /** Names in `fields`: OpenAPI files, `v8.0/record`, there for records. */
  fields: 50,
  /** Seconds: OpenAPI files, `v8.0/related_records`. */
  pageTokenLifetime: 24 * 3600,
  /** Ids in one deletion: OpenAPI files, `v8.0/related_records`. */
  idsToDelete: 100,
  /** No source; more text fields than any client was seen to send. */
  textFields: 20,
  /** No source; room for each text of a form at its greatest length, percent-encoded. */
  textFieldSize: 64 * 1024,
  /** No source; more parts than any client was seen to send. */
  parts: 1000,
  /** No source; RFC 2046 §5.1.1 has 70 characters. */
  boundary: 200,
  /** No source; the headers of one part, as much as Node takes of a request. */
  partHeaders: 16 * 1024,
  /** No source; blanks behind a boundary, which RFC 2046 §5.1.1 allows and no client was seen to send. */
  boundaryPadding: 256,
  /** No source; a body that is not multipart holds a link, a title and little else. */
  plainBody: MiB,
  /** Access token: zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html; seconds. */
  accessTokenLifetime: 3600,
  /**
   * Grant code: “a two-minute authorization token”, zoho.com/accounts/protocol/oauth/web-apps/authorization.html; seconds.
   * Three by default in zoho.com/crm/developer/docs/api/v8/token-validity.html, which has self clients in mind.
   */
  grantCodeLifetime: 120,
  /**
   * Access tokens that live, of one refresh token: zoho.com/crm/developer/docs/api/v8/token-validity.html and help.zoho.com
   * Kaizen #43; 30 in the pages of other products, such as zoho.com/pdfeditor/help/api/oauth-step4.html.
   */
  accessTokens: 15,
  /** Refresh tokens of a user: zoho.com/crm/developer/docs/api/v8/token-validity.html; per client is inferred. */
  refreshTokens: 20,
  /** Access tokens that are given for one refresh token within `tokenSpan`: the same page. */
  tokensPerSpan: 10,
  /** Seconds. */
  tokenSpan: 600,
  /** No source; how many tokens, and codes, a sandbox remembers of each kind. */
  tokensKept: 10_000,
  /** No source; how many attachments that are deleted a sandbox remembers. */
  deletedKept: 10_000,
  /** No source; all parameters of a token request together, as much as Node takes in a request line. */
  tokenParameters: 16 * 1024
} as const

/** What a list can be sorted by, the first where the client does not say. Source: OpenAPI files, `v8.0/related_records`; other versions are inferred. */
export const sortKeys = ['id', 'Created_Time', 'Modified_Time'] as const
export type SortKey = typeof sortKeys[number]

/** Which way, the first where the client does not say. Source: the same. */
export const sortOrders = ['desc', 'asc'] as const
export type SortOrder = typeof sortOrders[number]
