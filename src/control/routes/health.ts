import { Type } from 'typebox'
import { answerHealth, healthChecks } from '../health.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const Health = Type.Object({ status: Type.Enum(['live', 'ready']) })

/** The health checks where they are published; the server itself answers them before they come here. */
export async function health (app: ControlApp, { server }: PlaneOptions): Promise<void> {
  for (const check of healthChecks) {
    const { path, summary } = check
    app.get(path, { schema: { summary, response: { 200: Health } }, handler: answerHealth(check, server) })
  }
}
