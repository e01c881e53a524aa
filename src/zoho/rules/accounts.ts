import type { Rule } from './rule.js'

const inferred = { status: 200, evidence: 'inferred', source: 'RFC 6749 §5.2; status 200 as for the other errors of this endpoint' } as const

/** Answers of the accounts server. Most of its errors have the status 200 and a body with one code. */
export const accountsRules = {
  'accounts.client-unknown': {
    when: '`client_id` is missing or unknown',
    status: 200,
    code: 'invalid_client',
    evidence: 'observed',
    source: 'github.com/asciisd/zoho/issues/6, with all headers'
  },
  'accounts.client-secret-wrong': {
    when: '`client_secret` does not match the client',
    status: 200,
    code: 'invalid_client_secret',
    evidence: 'observed',
    source: 'github.com/schmorrison/Zoho/pull/34; status 200 as for the other errors of this endpoint'
  },
  'accounts.code-invalid': {
    when: 'the grant code is unknown, used, expired or another client’s, or the refresh token was revoked or dropped for newer ones',
    status: 200,
    code: 'invalid_code',
    evidence: 'observed',
    source: 'github.com/zoho/zcrm-csharp-sdk/issues/7; for a revoked refresh token: zoho.com/crm/developer/docs/api/v2/token-validity.html'
  },
  'accounts.grant-type-unknown': {
    ...inferred,
    when: '`grant_type` is not authorization_code, refresh_token or client_credentials',
    code: 'unsupported_grant_type'
  },
  'accounts.scope-invalid': {
    ...inferred,
    when: 'client_credentials or `/auth` without a readable scope',
    code: 'invalid_scope'
  },
  'accounts.request-malformed': {
    ...inferred,
    when: 'the parameters cannot be read or are too long, or `access_type` is neither online nor offline',
    code: 'invalid_request'
  },
  'accounts.general-error': {
    when: 'the accounts server fails',
    status: 200,
    code: 'general_error',
    evidence: 'observed',
    source: 'a reply recorded in a public client, which does not say when it occurs'
  },
  'accounts.redirect-uri-invalid': {
    when: 'the `redirect_uri` of `/auth` is not an http or https URL, or that of `/token` is not the one the code was issued for',
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
    when: 'with `--token-throttle`: more than 10 access tokens in 10 minutes for one refresh token, or for one client if there is none',
    status: 400,
    code: 'Access Denied',
    message: 'You have made too many requests continuously. Please try again after some time.',
    evidence: 'observed',
    source: 'texts: zoho.com/crm/developer/docs/api/v8/token-validity.html; status: comments with recorded replies in public clients'
  },
  'accounts.revoked': {
    when: '`/token/revoke` revoked the token',
    status: 200,
    code: 'success',
    evidence: 'documented',
    source: 'zoho.com/accounts/protocol/oauth/revoke-refresh-token.html'
  },
  'accounts.token-invalid': {
    when: 'the token to revoke is missing, unknown, or already revoked or dropped',
    status: 400,
    code: 'invalid_code',
    evidence: 'inferred',
    source: 'the status is documented: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html, and Zoho Creator’s docs; the code is the one for a bad refresh token at /token'
  }
} as const satisfies Record<string, Rule>
