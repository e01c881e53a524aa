import { readdirSync, readFileSync } from 'node:fs'
import { mismatchOf } from '../../src/json/mismatch.js'
import type { TypeOf } from '../../src/json/types.js'
import { ruleNames } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'
import type { Part } from './multipart.js'

const text = { type: 'string' } as const
const integer = { type: 'integer' } as const
const texts = { type: 'object', additionalProperties: text } as const

const RequestSchema = {
  type: 'object',
  properties: {
    method: text,
    path: { type: 'string', pattern: '^/' },
    query: { type: 'string', pattern: '^\\?' },
    token: { anyOf: [text, { type: 'null' }] },
    headers: texts,
    body: text,
    form: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: text, filename: text, disposition: text, type: text, content: text, size: integer },
        additionalProperties: false
      }
    },
    fields: { type: 'integer', description: 'a form of this many text fields' },
    raw: { type: 'string', description: 'the bytes to send, where they are not a valid request' }
  },
  additionalProperties: false
} as const

const CaseSchema = {
  type: 'object',
  required: ['name', 'rule', 'evidence', 'request', 'response'],
  properties: {
    name: text,
    rule: { enum: ruleNames },
    evidence: { enum: ['documented', 'observed', 'inferred'] },
    answers: { enum: ['documented', 'observed'] },
    versions: { type: 'array', items: { enum: versions.map(({ name }) => name) } },
    options: { type: 'object' },
    seed: text,
    timeout: { type: 'integer', description: 'the server’s timeout for headers and body, in milliseconds' },
    before: { type: 'array', items: RequestSchema },
    meanwhile: { type: 'string', description: 'the path of an upload that is in progress during the request' },
    request: RequestSchema,
    response: { type: 'object', required: ['golden'], properties: { golden: text, explain: text, headers: texts }, additionalProperties: false },
    stored: { type: 'object' },
    change: { type: 'integer', description: 'by how much the number of attachments grows; by default 1 for upload.stored, otherwise 0' }
  },
  additionalProperties: false
} as const

export type CaseRequest = TypeOf<typeof RequestSchema>
export type Case = TypeOf<typeof CaseSchema>

const FOLDER = new URL('../../fixtures/', import.meta.url)

/** All cases of fixtures/cases. Throws if one does not match the schema. */
export function loadCases (): Case[] {
  return readdirSync(new URL('cases/', FOLDER)).sort().flatMap(file => {
    const rows: unknown = JSON.parse(readFileSync(new URL(`cases/${file}`, FOLDER), 'utf8'))
    const mismatch = mismatchOf({ type: 'array', items: CaseSchema }, rows)
    if (mismatch !== undefined) throw new Error(`${file}: ${mismatch}`)
    return rows as Case[]
  })
}

/** The names of all properties of cases and their requests. */
export const caseProperties: readonly string[] = [CaseSchema, RequestSchema].flatMap(({ properties }) => Object.keys(properties))

/** The API versions that a case runs with. */
export function versionsOf (row: Case): string[] {
  return row.versions ?? versions.map(({ name }) => name)
}

/** The path of a seed in fixtures/seeds. */
export function seedPath (name: string): string {
  return new URL(`seeds/${name}`, FOLDER).pathname
}

/** A request as it is sent. */
export interface Outgoing {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
}

/** Expands `{a×3}` to `aaa`, which keeps long values out of the cases. */
export function expand (text: string): string {
  return text.replaceAll(/\{(.)×(\d+)\}/gu, (_match, character: string, times: string) => character.repeat(Number(times)))
}

/** Builds a case's request for one version. */
export function outgoing (request: CaseRequest, version: string, encode: (parts: readonly Part[]) => { type: string, body: Buffer }): Outgoing {
  const { method = 'POST', path = '/crm/{version}/Leads/1000000231009/Attachments', query = '', token = '1000.all', headers = {}, body } = request
  const parts = request.fields === undefined
    ? request.form?.map(part => ({ ...part, ...part.filename !== undefined && { filename: expand(part.filename) } }) as Part)
    : Array.from({ length: request.fields }, (_value, index): Part => ({ name: `field${index}`, content: 'x' }))
  const form = parts && encode(parts)
  return {
    method,
    url: expand(path + query).replaceAll('{version}', version),
    headers: {
      host: 'mock.test',
      ...token !== null && { authorization: `Zoho-oauthtoken ${token}` },
      ...form && { 'content-type': form.type },
      ...headers
    },
    body: form?.body ?? (body === undefined ? undefined : Buffer.from(expand(body)))
  }
}
