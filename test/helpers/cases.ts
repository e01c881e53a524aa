import { readdirSync, readFileSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { mismatchOf } from '../../src/json/mismatch.js'
import { ruleNames } from '../../src/zoho/rules.js'
import { versions } from '../../src/zoho/versions.js'
import type { Part } from './multipart.js'

const strict = { additionalProperties: false }

const RequestSchema = Type.Object({
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String({ pattern: '^/' })),
  query: Type.Optional(Type.String({ pattern: '^\\?' })),
  token: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  body: Type.Optional(Type.String()),
  form: Type.Optional(Type.Array(Type.Object({
    name: Type.String(),
    filename: Type.Optional(Type.String()),
    disposition: Type.Optional(Type.String()),
    type: Type.Optional(Type.String()),
    content: Type.Optional(Type.String()),
    size: Type.Optional(Type.Integer())
  }, strict))),
  fields: Type.Optional(Type.Integer({ description: 'so many text fields' })),
  raw: Type.Optional(Type.String({ description: 'the bytes on the wire, where they are no request' }))
}, strict)

const CaseSchema = Type.Object({
  name: Type.String(),
  rule: Type.Enum([...ruleNames]),
  evidence: Type.Enum(['documented', 'observed', 'inferred']),
  answers: Type.Optional(Type.Enum(['documented', 'observed'])),
  versions: Type.Optional(Type.Array(Type.Enum(versions.map(({ name }) => name)))),
  options: Type.Optional(Type.Object({})),
  seed: Type.Optional(Type.String()),
  timeout: Type.Optional(Type.Integer({ description: 'how long the server waits for headers and for a body, in milliseconds' })),
  before: Type.Optional(Type.Array(RequestSchema)),
  meanwhile: Type.Optional(Type.String({ description: 'the path of an upload that is on its way all the time' })),
  request: RequestSchema,
  response: Type.Object({ golden: Type.String(), explain: Type.Optional(Type.String()), headers: Type.Optional(Type.Record(Type.String(), Type.String())) }, strict),
  stored: Type.Optional(Type.Object({})),
  change: Type.Optional(Type.Integer({ description: 'how many attachments there are more afterwards; none where absent, and one after an upload' }))
}, strict)

export type CaseRequest = Static<typeof RequestSchema>
export type Case = Static<typeof CaseSchema>

const FOLDER = new URL('../../fixtures/', import.meta.url)

/** All rows of fixtures/cases; a row that is not of the schema fails here. */
export function loadCases (): Case[] {
  return readdirSync(new URL('cases/', FOLDER)).sort().flatMap(file => {
    const rows: unknown = JSON.parse(readFileSync(new URL(`cases/${file}`, FOLDER), 'utf8'))
    const fault = mismatchOf(Type.Array(CaseSchema), rows)
    if (fault !== undefined) throw new Error(`${file}: ${fault}`)
    return rows as Case[]
  })
}

/** The versions that a case is run for. */
export function versionsOf (row: Case): string[] {
  return row.versions ?? versions.map(({ name }) => name)
}

/** The path of a seed of fixtures/seeds. */
export function seedPath (name: string): string {
  return new URL(`seeds/${name}`, FOLDER).pathname
}

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
}

/** `{a×3}` is `aaa`; keeps long values out of the tables. */
export function expand (text: string): string {
  return text.replaceAll(/\{(.)×(\d+)\}/gu, (_match, character: string, times: string) => character.repeat(Number(times)))
}

/** Makes a case's request for one version. */
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
