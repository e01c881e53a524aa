import { PAGE, type Rule } from './rule.js'

const unauthenticated = {
  status: 401,
  code: 'AUTHENTICATION_FAILURE',
  message: 'You have not authorized the API call with valid access token.',
  evidence: 'documented',
  source: PAGE
} as const

const invalidToken = {
  code: 'INVALID_TOKEN',
  message: 'invalid oauth token',
  evidence: 'observed',
  source: 'github.com/solspace/craft-freeform/issues/1372; the same token gets AUTHENTICATION_FAILURE at other times: github.com/rikas/zoho_hub/pull/34 and 46'
} as const

/** Answers about authentication: header, token, scope. */
export const accessRules = {
  'auth.header-missing': {
    ...unauthenticated,
    when: 'no `Authorization` header',
    observed: {
      message: 'Authentication failed',
      evidence: 'documented',
      source: 'github.com/zoho/crm-oas v8.0 examples (ff5c91b)'
    }
  },
  'auth.scheme-unknown': {
    ...unauthenticated,
    when: 'the `Authorization` header is not `Zoho-oauthtoken …` (with `--answers observed` also `Bearer …`)',
    observed: {
      message: 'Authentication failed',
      evidence: 'documented',
      source: 'github.com/zoho/crm-oas v8.0 examples (ff5c91b)'
    }
  },
  'auth.token-unknown': {
    ...unauthenticated,
    when: 'the token was never issued',
    observed: invalidToken
  },
  'auth.token-expired': {
    ...unauthenticated,
    when: 'the token is older than its lifetime of an hour',
    observed: invalidToken
  },
  'auth.token-revoked': {
    ...unauthenticated,
    when: 'the token was revoked, or dropped for newer ones',
    observed: invalidToken
  },
  'auth.token-invalid': {
    ...invalidToken,
    when: 'only on demand, through a fault or the seed: Zoho’s other answer to a bad token',
    status: 401
  },
  'auth.wrong-data-center': {
    ...invalidToken,
    when: 'the token is of another data center: a sandbox that stands for that one issued it, and `api_domain` of its reply was ignored',
    status: 401,
    source: 'github.com/PipedreamHQ/pipedream/issues/2892, github.com/verbb/formie/issues/2086, github.com/trycompai/comp/pull/3229, and others'
  },
  'auth.scope-missing': {
    when: 'the token lacks `ZohoCRM.modules.ALL`, or `ZohoCRM.modules.{operation}`, or one half of the pair `ZohoCRM.modules.{module}.{operation}` and `ZohoCRM.modules.attachments.{operation}`; for the Files API, `ZohoCRM.Files.{operation}`',
    status: 401,
    code: 'OAUTH_SCOPE_MISMATCH',
    message: 'Unauthorized',
    evidence: 'documented',
    source: PAGE,
    observed: {
      message: 'invalid oauth scope to access this URL',
      evidence: 'observed',
      source: 'github.com/airbytehq/airbyte/issues/23484; github.com/PostHog/posthog/pull/78477 (2026-08)'
    }
  }
} as const satisfies Record<string, Rule>
