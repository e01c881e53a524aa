import type { Rule } from './rule.js'

const inferred = { status: 200, evidence: 'inferred', source: 'RFC 6749 §5.2; status 200 as for the other errors of this endpoint' } as const

/** Answers of the accounts server. Its errors come with status 200 and one word. */
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
    evidence: 'inferred',
    source: 'a word that clients know; no recorded reply'
  },
  'accounts.code-invalid': {
    when: 'the grant code is unknown, used or expired, or the refresh token is unknown or revoked',
    status: 200,
    code: 'invalid_code',
    evidence: 'observed',
    source: 'github.com/zoho/zcrm-csharp-sdk/issues/7'
  },
  'accounts.grant-type-unknown': {
    ...inferred,
    when: '`grant_type` is none of authorization_code, refresh_token, client_credentials',
    code: 'unsupported_grant_type'
  },
  'accounts.scope-invalid': {
    ...inferred,
    when: 'client_credentials without a scope that can be read',
    code: 'invalid_scope'
  },
  'accounts.request-malformed': {
    ...inferred,
    when: 'the parameters cannot be read',
    code: 'invalid_request'
  }
} as const satisfies Record<string, Rule>
