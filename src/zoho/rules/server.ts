import { GENERIC_TEXT, OPENAPI, PAGE, type Rule } from './rule.js'

/** Answers that any request may get: it cannot be read, it exceeds a limit, or the server fails. */
export const serverRules = {
  'request.malformed': {
    when: 'the bytes are not an HTTP request',
    status: 400,
    code: 'INVALID_REQUEST',
    message: GENERIC_TEXT,
    evidence: 'inferred',
    source: 'text of that code in zoho/crm-oas v8.0/files/files.yaml; no source for a broken request'
  },
  'request.timeout': {
    when: 'the headers take longer than a minute to arrive, or the whole request longer than five',
    status: 408,
    code: 'INVALID_REQUEST',
    message: GENERIC_TEXT,
    evidence: 'inferred',
    source: 'status: RFC 9110; no source from Zoho; the times are Node’s'
  },
  'request.headers-too-large': {
    when: 'the request line and headers exceed 16 KiB',
    status: 431,
    code: 'INVALID_REQUEST',
    message: GENERIC_TEXT,
    evidence: 'inferred',
    source: 'status: RFC 6585; no source from Zoho'
  },
  'request.body-too-large': {
    when: 'a body that is not multipart exceeds 1 MiB',
    status: 413,
    code: 'BODY_SIZE_REACHED',
    message: 'The request body limit reached',
    evidence: 'documented',
    source: `${OPENAPI}, for a body of more than 100 MB; the limit for a body without a file is ours`
  },
  'rate.too-many-requests': {
    when: 'the client has used up its calls',
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'too many requests. please try again after some time',
    evidence: 'observed',
    source: 'code: github.com/api-evangelist/zoho-crm errors/zoho-crm-problem-types.yml; text: third-party integration notes of 2026-04'
  },
  'server.internal-error': {
    when: 'Zoho fails',
    status: 500,
    code: 'INTERNAL_ERROR',
    message: 'Internal Server Error',
    evidence: 'documented',
    source: PAGE
  },
  'server.unavailable': {
    when: 'no sandbox can be created because all of `--max-sandboxes` are in use, or the sandbox was reset during an upload',
    status: 503,
    code: 'SERVICE_UNAVAILABLE',
    message: 'Service temporarily unavailable. Please try again later',
    evidence: 'documented',
    source: 'github.com/zoho/crm-oas v8.0 (ff5c91b), stated for maintenance'
  }
} as const satisfies Record<string, Rule>
