import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'

/** What the token endpoint gives, or says instead. */
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

/** Asks the token endpoint, or one below it, with the parameters in the query. */
export function ask (app: FastifyInstance, parameters: Parameters, path = '/oauth/v2/token'): Promise<LightMyRequestResponse> {
  return app.inject({ method: 'POST', url: `${path}?${new URLSearchParams(parameters)}`, headers: { host: 'mock.test' } })
}

/** Asks for a token that is given. */
export async function getToken (app: FastifyInstance, parameters: Parameters): Promise<TokenReply> {
  return (await ask(app, parameters)).json<TokenReply>()
}

/** Asks the token endpoint to end a token. */
export function revoke (app: FastifyInstance, token: string): Promise<LightMyRequestResponse> {
  return ask(app, { token }, '/oauth/v2/token/revoke')
}

/** A grant code, by way of the authorization endpoint. */
export async function getCode (app: FastifyInstance, parameters: Parameters = {}): Promise<string> {
  const { headers } = await app.inject(`/oauth/v2/auth?${new URLSearchParams({ ...authorization, ...parameters })}`)
  return new URL(String(headers.location)).searchParams.get('code') ?? ''
}

/** What a client sends to exchange a code of `getCode`. */
export function exchangeOf (code: string): Parameters {
  return { client_id: 'a', grant_type: 'authorization_code', code, redirect_uri: authorization.redirect_uri }
}

/** Uploads a link of its own with a token. */
export function upload (app: FastifyInstance, token: string, base = ''): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: `${base}/crm/v8/Leads/1/Attachments?attachmentUrl=https://e.com/${links++}`,
    headers: { authorization: `Zoho-oauthtoken ${token}` }
  })
}

let links = 0

/** Stops the machine's clock until the test is over. @returns a function that moves it, by seconds. */
export function stopClock (t: Test): (seconds: number) => void {
  let now = Date.parse('2026-01-02T03:04:05Z')
  const { now: real } = Date
  t.teardown(() => { Date.now = real })
  Date.now = () => now
  return seconds => { now += seconds * 1000 }
}
