import type { Attachment, Org, Token, User } from '../sandbox/entities.js'
import type { Refusal } from './refusal.js'
import { answerOf, type Answer, type Answers } from './rules.js'
import { zohoTime } from './time.js'

/** Zoho's JSON: `application/json;charset=UTF-8`, written so in recorded traffic (github.com/asciisd/zoho/issues/6). */
export const JSON_TYPE = 'application/json;charset=UTF-8'

/** The reply to an upload, with the keys in the order of the page's sample response. */
export function presentUploaded ({ id, user, createdAt }: Attachment, { zone }: Org, { code, message }: Answer): object {
  const who = { name: user.name, id: user.id }
  const when = zohoTime(createdAt, zone)
  return {
    data: [{
      code,
      details: { Modified_Time: when, Modified_By: who, Created_Time: when, id, Created_By: who },
      message,
      status: 'success'
    }]
  }
}

/**
 * A refusal of the CRM, never inside `data`: six SDKs take it there for a success.
 * Source of the shape: OpenAPI files, `v8.0/attachments`.
 */
export function presentRefusal ({ rule }: Refusal, answers: Answers): object {
  const { code, message, details = {} } = answerOf(rule, answers)
  return { code, details, message, status: 'error' }
}

/**
 * A refusal of the accounts server. Source of the shape: github.com/asciisd/zoho/issues/6; with `error_description`:
 * zoho.com/crm/developer/docs/api/v8/token-validity.html.
 */
export function presentAccountsRefusal ({ rule }: Refusal, answers: Answers): object {
  const { code, message } = answerOf(rule, answers)
  return { ...message !== undefined && { error_description: message }, error: code }
}

/** The reply to a revocation. Source: zoho.com/accounts/protocol/oauth/revoke-refresh-token.html. */
export function presentRevoked ({ code }: Answer): object {
  return { status: code }
}

/**
 * The token endpoint's reply; `expires_in` in seconds. Never `expires_in_sec`, which makes SDKs read `expires_in` as
 * milliseconds. Source: zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html.
 * @param apiDomain the sandbox's own base URL: with Zoho's address here every SDK leaves the double for the real service.
 */
export function presentToken ({ value, scopes }: Token, lifetime: number, apiDomain: string, refreshToken?: string): object {
  return {
    access_token: value,
    ...refreshToken !== undefined && { refresh_token: refreshToken },
    scope: scopes.join(' '),
    api_domain: apiDomain,
    token_type: 'Bearer',
    expires_in: lifetime
  }
}

/** The reply to `GET /users`. SDKs read `users[0].email`; the other keys are inferred. */
export function presentUsers (users: readonly User[], { zgid }: Org): object {
  return {
    users: users.map(({ id, name, email }) => ({ id, full_name: name, email, status: 'active', zgid })),
    info: { per_page: 200, count: users.length, page: 1, more_records: false }
  }
}

/** The reply to `GET /org`. SDKs read `org[0].zgid`; `id` is of the v7 page's sample, `company_name` inferred. */
export function presentOrg ({ id, zgid, name }: Org): object {
  return { org: [{ id, zgid, company_name: name }] }
}
