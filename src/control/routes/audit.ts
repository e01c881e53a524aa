import { Type, type Static } from 'typebox'
import { audit as auditOf } from '../../journal/audit/audit.js'
import { findingKinds } from '../../journal/audit/finding.js'
import type { ControlApp } from '../control-app.js'

const Finding = Type.Object({
  kind: Type.Enum([...findingKinds]),
  explain: Type.String({ description: 'What the client did, and what it should have done.' }),
  requests: Type.Array(Type.String(), { description: 'The ids of the requests that show it.' })
})

const AuditSchema = Type.Object({
  findings: Type.Array(Finding),
  scopes: Type.Array(Type.Object({
    token: Type.String({ description: 'The last characters of an access token that was used.' }),
    granted: Type.Array(Type.String()),
    least: Type.Array(Type.String(), { description: 'What would have done.' })
  }))
})

export type AuditReport = Static<typeof AuditSchema>

/** What the client did wrong without being refused. */
export async function audit (app: ControlApp): Promise<void> {
  app.get('/audit', {
    schema: { summary: 'What the client did wrong without being refused, and the least scopes that would have done', response: { 200: AuditSchema } }
  }, async ({ sandbox: { journal, world } }) => {
    const { findings, scopes } = auditOf(journal.all(), world.attachments)
    return {
      findings: findings.map(finding => ({ ...finding, requests: [...finding.requests] })),
      scopes: scopes.map(({ token, granted, least }) => ({ token, granted: [...granted], least: [...least] }))
    }
  })
}
