const MiB = 1024 * 1024

/** Zoho's limits, each with its source. Sizes are in bytes, lengths in characters. “No source” marks a bound of our own. */
export const limits = {
  /** 100 MB: zoho.com/crm/developer/docs/api/v2/upload-attachment.html and the OpenAPI files; a real org has one of 99,072,222 bytes. */
  fileSize: 100 * MiB,
  /** File_Name: OpenAPI files, `v8.0/attachments`. */
  fileName: 250,
  /** title: OpenAPI files. */
  title: 255,
  /** attachmentUrl: OpenAPI files. Their example text says 2000; this is the larger of the two. */
  link: 3000,
  /** Maximum and default number of attachments on a page: OpenAPI files, `v8.0/related_records`. */
  perPage: 200,
  /** How many attachments can be reached with `page`, in versions with page tokens: OpenAPI files, `v8.0/related_records`. */
  listedByPage: 2000,
  /** How many attachments can be reached with page tokens: OpenAPI files, `v8.0/record`, stated for records. */
  listedByToken: 100_000,
  /** Bytes of a photo, 10 MB: zoho.com/crm/developer/docs/api/v8/upload-image.html; in bytes: OpenAPI files, `v8.0/record_photo`. */
  photoSize: 10 * MiB,
  /** Pixels of a photo, 10 MP: the same page. */
  photoPixels: 10_000_000,
  /** Names in `fields`: OpenAPI files, `v8.0/record`, stated for records. */
  fields: 50,
  /** Seconds: OpenAPI files, `v8.0/related_records`. */
  pageTokenLifetime: 24 * 3600,
  /** Ids per delete request: OpenAPI files, `v8.0/related_records`. */
  idsToDelete: 100,
  /** Rows of a request that creates, updates or upserts records: zoho.com/crm/developer/docs/api/v7/insert-records.html. */
  recordRows: 100,
  /** Ids of a request that deletes records: zoho.com/crm/developer/docs/api/v7/delete-records.html. */
  recordsToDelete: 100,
  /** Conditions of a search: zoho.com/crm/developer/docs/api/v7/search-records.html. */
  criteria: 10,
  /** Characters of a searched word, at least: the same page. */
  searchedWord: 2,
  /** Records that a search reaches: the same page. */
  searched: 2000,
  /** Files of one request to the Files API: zoho.com/crm/developer/docs/api/v8/upload-files-to-zfs.html; OpenAPI files, `v8.0/files`. */
  files: 10,
  /** 20 MB for each of them: the same sources. */
  zfsFileSize: 20 * MiB,
  /** The name of such a file: OpenAPI files, `v8.0/files`, as the maximum of `details.name`. */
  zfsFileName: 500,
  /** The id of such a file: the same. */
  zfsFileId: 150,
  /** No source; more text fields than any observed client sends. */
  textFields: 20,
  /** No source; room for the longest text of a form, percent-encoded. */
  textFieldSize: 64 * 1024,
  /** No source; more parts than any observed client sends. */
  parts: 1000,
  /** No source; RFC 2046 §5.1.1 allows 70 characters. */
  boundary: 200,
  /** No source; the headers of one part, the same as Node's limit for a request's. */
  partHeaders: 16 * 1024,
  /** No source; whitespace after a boundary, which RFC 2046 §5.1.1 allows and no observed client sends. */
  boundaryPadding: 256,
  /** No source; a body that is not multipart contains a link, a title and little else. */
  plainBody: MiB,
  /** Lifetime of an access token in seconds: zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html. */
  accessTokenLifetime: 3600,
  /**
   * Lifetime of a grant code in seconds: “a two-minute authorization token”,
   * zoho.com/accounts/protocol/oauth/web-apps/authorization.html. Three minutes by default according to
   * zoho.com/crm/developer/docs/api/v8/token-validity.html, which describes self clients.
   */
  grantCodeLifetime: 120,
  /**
   * Valid access tokens per refresh token: zoho.com/crm/developer/docs/api/v8/token-validity.html and help.zoho.com
   * Kaizen #43; 30 on pages of other products, such as zoho.com/pdfeditor/help/api/oauth-step4.html.
   */
  accessTokens: 15,
  /** Refresh tokens per user: zoho.com/crm/developer/docs/api/v8/token-validity.html; that this counts per client is inferred. */
  refreshTokens: 20,
  /** Access tokens issued for one refresh token within `tokenSpan`: the same page. */
  tokensPerSpan: 10,
  /** Seconds. */
  tokenSpan: 600,
  /** No source; how many tokens of each kind, and how many codes, a sandbox remembers. */
  tokensKept: 10_000,
  /** No source; how many deleted attachments a sandbox remembers. */
  deletedKept: 10_000,
  /** No source; all parameters of a token request together, the same as Node's limit for a request line. */
  tokenParameters: 16 * 1024
} as const

/** What a list can be sorted by; the first is the default. Source: OpenAPI files, `v8.0/related_records`; other versions are inferred. */
export const sortKeys = ['id', 'Created_Time', 'Modified_Time'] as const
export type SortKey = typeof sortKeys[number]

/** Sort orders; the first is the default. Source: the same. */
export const sortOrders = ['desc', 'asc'] as const
export type SortOrder = typeof sortOrders[number]

/** What a related list can be; the first is what those of the double are. Source: zoho/crm-oas v8.0/related_lists (ff5c91b). */
export const relatedListStatuses = ['visible', 'user_hidden', 'scheduled_for_deletion'] as const
