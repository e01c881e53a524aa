import { Type, type Static } from 'typebox'
import { answerOf, rules, type Answers, type Rule, type RuleName } from '../../zoho/rules.js'

const ShownAnswer = Type.Object({
  status: Type.Integer(),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
  evidence: Type.Enum(['documented', 'observed', 'inferred']),
  source: Type.String()
})

/** A rule of the catalogue as the control API shows it: both answers whole, the second where they differ. */
export const RuleSchema = Type.Object({
  name: Type.String(),
  when: Type.String(),
  documented: ShownAnswer,
  observed: Type.Optional(ShownAnswer)
})

export type CatalogueRule = Static<typeof RuleSchema>

export function showRule (name: RuleName): CatalogueRule {
  const { when, observed }: Rule = rules[name]
  return {
    name,
    when,
    documented: showAnswer(name, 'documented'),
    ...observed && { observed: showAnswer(name, 'observed') }
  }
}

function showAnswer (name: RuleName, answers: Answers): Static<typeof ShownAnswer> {
  const { status, code, message, details = {}, evidence, source } = answerOf(name, answers)
  return { status, ...code !== undefined && { code }, ...message !== undefined && { message }, details: { ...details }, evidence, source }
}
