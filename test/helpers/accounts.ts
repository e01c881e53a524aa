import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'

/** What the token endpoint answers: a token or an error. */
export interface TokenReply {
  access_token: string
  refresh_token?: string
  scope: string
  api_domain: string
  token_type: string
  expires_in: number
  error?: string
  error_description?: string
}

type Parameters = Readonly<Record<string, string>>

export const refresh = { client_id: 'a', client_secret: 'b', grant_type: 'refresh_token', refresh_token: 'c' }
export const authorization = { client_id: 'a', response_type: 'code', redirect_uri: 'https://app.example/callback', scope: 'ZohoCRM.modules.ALL' }

/** Posts parameters, in the query, to the token endpoint or another path. */
export function ask (app: FastifyInstance, parameters: Parameters, path = '/oauth/v2/token'): Promise<LightMyRequestResponse> {
  return app.inject({ method: 'POST', url: `${path}?${new URLSearchParams(parameters)}`, headers: { host: 'mock.test' } })
}

/** Requests a token and reads the answer. */
export async function getToken (app: FastifyInstance, parameters: Parameters): Promise<TokenReply> {
  return (await ask(app, parameters)).json<TokenReply>()
}

/** Revokes a token. */
export function revoke (app: FastifyInstance, token: string): Promise<LightMyRequestResponse> {
  return ask(app, { token }, '/oauth/v2/token/revoke')
}

/** Gets a grant code from the authorization endpoint. */
export async function getCode (app: FastifyInstance, parameters: Parameters = {}): Promise<string> {
  const { headers } = await app.inject(`/oauth/v2/auth?${new URLSearchParams({ ...authorization, ...parameters })}`)
  return new URL(String(headers.location)).searchParams.get('code') ?? ''
}

/** The parameters that exchange a code from `getCode` for a token. */
export function exchangeOf (code: string): Parameters {
  return { client_id: 'a', grant_type: 'authorization_code', code, redirect_uri: authorization.redirect_uri }
}

/** Uploads a link, a new one each time. */
export function upload (app: FastifyInstance, token: string, base = ''): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: `${base}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com/${links++}`,
    headers: { authorization: `Zoho-oauthtoken ${token}` }
  })
}

let links = 0

/** Freezes `Date.now()` until the test ends. @returns a function that advances it by seconds */
export function stopClock (t: Test): (seconds: number) => void {
  let now = Date.parse('2026-01-02T03:04:05Z')
  const { now: real } = Date
  t.teardown(() => { Date.now = real })
  Date.now = () => now
  return seconds => { now += seconds * 1000 }
}
