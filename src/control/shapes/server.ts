import { findingKinds } from '../../journal/audit/finding.js'
import { dataCenterNames } from '../../zoho/data-centers.js'
import type { TypeOf } from '../../json/types.js'
import { answerOf, rules, type Answers, type Rule, type RuleName } from '../../zoho/rules.js'

// What the control API says about the server, its sandboxes, and what clients did in a sandbox.

const DataCenterShape = { enum: dataCenterNames, description: 'Zoho’s data center that the sandbox stands for.' } as const

const AnswersShape = { enum: ['documented', 'observed'] } as const

export const IndexShape = {
  type: 'object',
  required: ['name', 'version', 'about', 'answers', 'dataCenter', 'sandbox', 'url', 'accountsUrl', 'paths'],
  properties: {
    name: { type: 'string' },
    version: { type: 'string' },
    about: { type: 'string' },
    answers: AnswersShape,
    dataCenter: DataCenterShape,
    sandbox: { type: 'string', description: 'Empty for the default sandbox.' },
    url: { type: 'string', description: 'The base URL of the sandbox.' },
    accountsUrl: { type: 'string', description: 'The full URL of its token endpoint.' },
    paths: { type: 'array', items: { type: 'string' }, description: 'Everything that the control API does, and how it is asked.' }
  }
} as const

export const SandboxShape = {
  type: 'object',
  required: ['name', 'url', 'dataCenter', 'attachments', 'files', 'requests', 'refused', 'busy'],
  properties: {
    name: { type: 'string', description: 'Empty for the default sandbox.' },
    url: { type: 'string' },
    dataCenter: DataCenterShape,
    attachments: { type: 'integer', description: 'How many it holds.' },
    files: { type: 'integer', description: 'How many it holds that belong to no record.' },
    requests: { type: 'integer', description: 'How many are in its journal.' },
    refused: { type: 'integer', description: 'How many of these were refused.' },
    busy: { type: 'boolean', description: 'Whether it is answering a request.' }
  }
} as const

export type SandboxInfo = TypeOf<typeof SandboxShape>

export const AuditShape = {
  type: 'object',
  required: ['findings', 'scopes'],
  properties: {
    findings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'explain', 'requests'],
        properties: {
          kind: { enum: findingKinds },
          explain: { type: 'string', description: 'What the client did, and what it should have done.' },
          requests: { type: 'array', items: { type: 'string' }, description: 'The ids of the requests that show it.' }
        }
      }
    },
    scopes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['token', 'granted', 'least'],
        properties: {
          token: { type: 'string', description: 'The last characters of an access token that was used.' },
          granted: { type: 'array', items: { type: 'string' } },
          least: { type: 'array', items: { type: 'string' }, description: 'What would have done.' }
        }
      }
    }
  }
} as const

export type AuditReport = TypeOf<typeof AuditShape>

export const SamplesShape = {
  type: 'object',
  required: ['journalSize', 'sdks'],
  properties: {
    upload: {
      type: 'object',
      required: ['token', 'module', 'record', 'link'],
      properties: { token: { type: 'string' }, module: { type: 'string', description: 'API name.' }, record: { type: 'string' }, link: { type: 'string', description: 'The URL to attach: none that the record has.' } },
      description: 'What an upload needs to succeed. Absent where no token may upload to a record.'
    },
    journalSize: { type: 'integer', description: 'How many requests the journal keeps.' },
    sdks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'language', 'version', 'package', 'code'],
        properties: {
          name: { type: 'string', description: 'Language and version, such as `nodejs-8.0`.' },
          language: { type: 'string' },
          version: { type: 'string' },
          package: { type: 'string' },
          code: { type: 'string', description: 'A file that points it at this sandbox, as `env --sdk` prints it.' }
        }
      },
      description: 'Newest first of each language.'
    }
  }
} as const

export type Samples = TypeOf<typeof SamplesShape>

const RuleAnswerShape = {
  type: 'object',
  required: ['status', 'details', 'evidence', 'source'],
  properties: {
    status: { type: 'integer' },
    code: { type: 'string' },
    message: { type: 'string' },
    details: { type: 'object', patternProperties: { '^.*$': {} } },
    evidence: { enum: ['documented', 'observed', 'inferred'] },
    source: { type: 'string' }
  }
} as const

const RuleShape = {
  type: 'object',
  required: ['name', 'when', 'documented'],
  properties: { name: { type: 'string' }, when: { type: 'string' }, documented: RuleAnswerShape, observed: RuleAnswerShape }
} as const

export const CatalogueShape = {
  type: 'object',
  required: ['answers', 'rules'],
  properties: {
    answers: { ...AnswersShape, description: 'Which of both this server gives.' },
    rules: { type: 'array', items: RuleShape }
  }
} as const

/** A rule of the catalogue with its documented answer in full, and the observed one if it differs. */
export type CatalogueRule = TypeOf<typeof RuleShape>

export function catalogueRule (name: RuleName): CatalogueRule {
  const { when, observed }: Rule = rules[name]
  return {
    name,
    when,
    documented: ruleAnswer(name, 'documented'),
    ...observed && { observed: ruleAnswer(name, 'observed') }
  }
}

function ruleAnswer (name: RuleName, answers: Answers): CatalogueRule['documented'] {
  const { status, code, message, details = {}, evidence, source } = answerOf(name, answers)
  return { status, ...code !== undefined && { code }, ...message !== undefined && { message }, details: { ...details }, evidence, source }
}
