import type { FastifyRequest } from 'fastify'
import type { Check } from '../../journal/trail.js'
import { matchModuleOf } from './target.js'
import { redactSegment } from '../../secrets/redact.js'
import { Refusal, type Answers } from '../../zoho/rules.js'
import type { Version } from '../../zoho/versions.js'
import { moduleNamed, moduleWithId, type DescribedModule } from '../modules.js'
import type { ModuleReader } from '../request-context.js'

/** The module that a request for metadata names, by its API name or its id, exists. */
export const describedModule: Check<[reader: ModuleReader, request: FastifyRequest, version: Version, answers: Answers], DescribedModule> = {
  name: 'knownModule',
  run ({ read, details }, request, version, answers) {
    const { sandbox: { world } } = request
    const name = read(request)
    if (/^\d+$/.test(name)) {
      const module = moduleWithId(version, world, name)
      if (module === undefined) throw new Refusal('settings.module-unknown', `no module has the id "${redactSegment(name)}": GET /settings/modules has the ids`, { details })
      return module
    }
    const match = matchModuleOf(name, version, world, answers)
    if (match.kind !== 'supported') throw new Refusal('settings.module-unknown', match.hint, { details })
    // Both read the same table.
    return moduleNamed(version, world, match.module.apiName) as DescribedModule
  },
  record (facts, { apiName }) { facts.module = apiName }
}
