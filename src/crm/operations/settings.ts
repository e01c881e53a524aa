import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendJson } from '../../api/reply.js'
import { queryOf } from '../../http/query.js'
import { relatedListStatuses } from '../../zoho/limits.js'
import { NOTES } from '../../zoho/notes.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { readDate, readEnum, readQuery } from '../checks/query.js'
import { modulesOf } from '../modules.js'
import { presentFields, presentModules, presentOneModule, presentRelatedLists } from '../present-settings.js'
import { orgHandler, settingsHandler, type RequestContext } from '../request-context.js'

/** Sends the metadata of all modules, or of those that were modified since a time, which are none. */
export const getModules = orgHandler({
  read ({ request }) {
    readQuery(request, () => {})
    if (readDate(request.headers['if-modified-since']) !== undefined) {
      throw new Refusal('settings.not-modified', 'modules of the double are never modified, so none was modified after the If-Modified-Since')
    }
  },
  answer: context => describe(context, presentModules(modulesOf(context.version, context.request.sandbox.world)))
})

/** Sends the metadata of a module. */
export const getModuleByApiName = settingsHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer: context => describe(context, presentOneModule(context.module, context.request.sandbox.world.fields.of(context.module.apiName)))
}, {
  read: ({ params }) => (params as { module: string }).module,
  details: { resource_path_index: 2 }
})

/** Sends the metadata of the fields of a module. */
export const getFields = settingsHandler({
  read ({ request }) {
    const type = readQuery(request, parameters => {
      parameters.get('module')
      return parameters.get('type')
    })
    if (type === 'unused') throw new Refusal('settings.none', 'all fields of the double are used, so none is of the type unused')
  },
  answer: context => describe(context, presentFields(context.module, context.request.sandbox.world, context.version))
}, { read: moduleInQuery, details: {} })

/** Sends the metadata of the related lists of a module. SDKs ask for it before they get the notes of a record. */
export const getRelatedLists = settingsHandler({
  read ({ request, module, version }) {
    const status = readQuery(request, parameters => {
      parameters.get('module')
      return version.relatedListKeys.includes('status') ? readEnum(parameters, 'settings.status-invalid', 'status', relatedListStatuses) : undefined
    })
    if (module.apiName === NOTES) throw new Refusal('settings.module-unsupported', 'expected a module whose records have related lists, got Notes')
    if (status !== undefined && status !== 'visible') throw new Refusal('settings.no-related-lists', `all related lists of the double are visible, so none is ${status}`)
  },
  answer: context => describe(context, presentRelatedLists(context.module, context.version))
}, { read: moduleInQuery, details: { param_name: 'module' } })

function moduleInQuery ({ url }: FastifyRequest): string {
  const [, module] = queryOf(url).find(([name]) => name === 'module') ?? []
  if (!module) throw new Refusal('settings.module-missing', `expected the parameter module, such as module=Leads; got ${module === undefined ? 'none' : 'an empty one'}`)
  return module
}

function describe ({ settings: { answers }, reply }: RequestContext, metadata: object): FastifyReply {
  return sendJson(reply.code(answerOf('settings.described', answers).status), metadata)
}
