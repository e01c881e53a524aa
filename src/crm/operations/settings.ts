import { sendJson } from '../../api/reply.js'
import { queryOf } from '../../http/query.js'
import { Refusal, answerOf } from '../../zoho/rules.js'
import { readDate, readQuery } from '../checks/query.js'
import { moduleNamed, modulesOf, type DescribedModule } from '../modules.js'
import { presentFields, presentModules, presentOneModule } from '../present-settings.js'
import { orgHandler, settingsHandler } from '../request-context.js'

/** Sends the metadata of all modules, or of those that were modified since a time, which are none. */
export const getModules = orgHandler({
  read ({ request }) {
    readQuery(request, () => {})
    if (readDate(request.headers['if-modified-since']) !== undefined) {
      throw new Refusal('settings.not-modified', 'modules of the double are never modified, so none was modified after the If-Modified-Since')
    }
  },
  answer ({ settings: { answers }, reply, request: { sandbox: { world } }, version }) {
    return sendJson(reply.code(answerOf('settings.described', answers).status), presentModules(modulesOf(version, world)))
  }
})

/** Sends the metadata of a module. */
export const getModuleByApiName = settingsHandler({
  read: ({ request }) => readQuery(request, () => {}),
  answer ({ settings: { answers }, module, reply, request: { sandbox: { world } }, version }) {
    // It has passed the check of the module.
    const described = moduleNamed(version, world, module) as DescribedModule
    return sendJson(reply.code(answerOf('settings.described', answers).status), presentOneModule(described, world.fields.of(described.apiName)))
  }
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
  answer ({ settings: { answers }, module, reply, request: { sandbox: { world } }, version }) {
    return sendJson(reply.code(answerOf('settings.described', answers).status), presentFields(moduleNamed(version, world, module) as DescribedModule, world, version))
  }
}, {
  read ({ url }) {
    const [, module] = queryOf(url).find(([name]) => name === 'module') ?? []
    if (!module) throw new Refusal('settings.module-missing', `expected the parameter module, such as module=Leads; got ${module === undefined ? 'none' : 'an empty one'}`)
    return module
  },
  details: {}
})
