import { Type } from 'typebox'
import { baseUrlOf } from '../../http/base-url.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

/** The control API's own description, for those who generate a client. */
export async function openapi (app: ControlApp, { publicUrl }: PlaneOptions): Promise<void> {
  app.get('/openapi.json', {
    schema: { summary: 'This description, as OpenAPI 3.1', response: { 200: Type.Object({}, { description: 'An OpenAPI document.' }) } }
  }, async request => ({ ...app.swagger(), servers: [{ url: baseUrlOf(request, request.sandbox.name, publicUrl) }] }))
}
