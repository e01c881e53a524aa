import { Type } from 'typebox'
import { ruleNames } from '../../zoho/rules.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'
import { RuleSchema, showRule } from '../shapes/rule.js'

/** The catalogue: every answer that the double can give. */
export async function rules (app: ControlApp, { answers }: PlaneOptions): Promise<void> {
  app.get('/rules', {
    schema: {
      summary: 'Every answer, with its evidence and its source',
      response: {
        200: Type.Object({
          answers: Type.Enum(['documented', 'observed'], { description: 'Which of both this server gives.' }),
          rules: Type.Array(RuleSchema)
        })
      }
    }
  }, async () => ({ answers, rules: ruleNames.map(showRule) }))
}
