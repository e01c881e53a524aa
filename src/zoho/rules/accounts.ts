import type { Rule } from './rule.js'

const inferred = { status: 200, evidence: 'inferred', source: 'RFC 6749 §5.2; status 200 as for the other errors of this endpoint' } as const

/** Answers of the accounts server. Most of its errors come with status 200 and one word. */
export const accountsRules = {
  'accounts.client-unknown': {
    when: 'no client has this `client_id`, or there is none',
    status: 200,
    code: 'invalid_client',
    evidence: 'observed',
    source: 'github.com/asciisd/zoho/issues/6, with all headers'
  },
  'accounts.client-secret-wrong': {
    when: 'the `client_secret` is not the client’s',
    status: 200,
    code: 'invalid_client_secret',
    evidence: 'observed',
    source: 'github.com/schmorrison/Zoho/pull/34; status 200 as for the other errors of this endpoint'
  },
  'accounts.code-invalid': {
    when: 'the grant code is unknown, used or expired, or of another client, or the refresh token is revoked or dropped for newer ones',
    status: 200,
    code: 'invalid_code',
    evidence: 'observed',
    source: 'github.com/zoho/zcrm-csharp-sdk/issues/7; of a revoked refresh token: zoho.com/crm/developer/docs/api/v2/token-validity.html'
  },
  'accounts.grant-type-unknown': {
    ...inferred,
    when: '`grant_type` is none of authorization_code, refresh_token, client_credentials',
    code: 'unsupported_grant_type'
  },
  'accounts.scope-invalid': {
    ...inferred,
    when: 'client_credentials or `/auth` without a scope that can be read',
    code: 'invalid_scope'
  },
  'accounts.request-malformed': {
    ...inferred,
    when: 'the parameters cannot be read, or are too long, or `access_type` is neither online nor offline',
    code: 'invalid_request'
  },
  'accounts.general-error': {
    when: 'the accounts server fails',
    status: 200,
    code: 'general_error',
    evidence: 'observed',
    source: 'a reply that a public client records; nothing says when'
  },
  'accounts.redirect-uri-invalid': {
    when: 'the `redirect_uri` of `/auth` is no http or https URL, or that of `/token` is another than the code was given for',
    status: 200,
    code: 'invalid_redirect_uri',
    evidence: 'observed',
    source: 'github.com/asciisd/zoho/issues/20, with all headers, at /token; at /auth inferred'
  },
  'accounts.response-type-unknown': {
    when: '`response_type` is not code',
    status: 200,
    code: 'unsupported_response_type',
    evidence: 'inferred',
    source: 'RFC 6749 §4.1.2.1; status 200 as for the other errors of this server'
  },
  'accounts.too-many-requests': {
    when: 'with `--token-throttle`: more than 10 access tokens in 10 minutes for one refresh token, or for one client where there is none',
    status: 400,
    code: 'Access Denied',
    message: 'You have made too many requests continuously. Please try again after some time.',
    evidence: 'observed',
    source: 'texts: zoho.com/crm/developer/docs/api/v8/token-validity.html; status: comments with recorded replies in public clients'
  },
  'accounts.revoked': {
    when: '`/token/revoke` has ended the token',
    status: 200,
    code: 'success',
    evidence: 'documented',
    source: 'zoho.com/accounts/protocol/oauth/revoke-refresh-token.html'
  },
  'accounts.token-invalid': {
    when: 'the token to revoke is unknown, revoked or dropped already, or there is none',
    status: 400,
    code: 'invalid_code',
    evidence: 'inferred',
    source: 'the status is documented: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html, and Zoho Creator’s docs; the word is that of a bad refresh token at /token'
  }
} as const satisfies Record<string, Rule>
