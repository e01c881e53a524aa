import { Type } from 'typebox'
import { accountsUrlOf, baseUrlOf } from '../../http/base-url.js'
import { version } from '../../version.js'
import type { ControlApp, PlaneOptions } from '../control-app.js'

const Index = Type.Object({
  name: Type.String(),
  version: Type.String(),
  about: Type.String(),
  answers: Type.Enum(['documented', 'observed']),
  sandbox: Type.String({ description: 'Empty for the default sandbox.' }),
  url: Type.String({ description: 'The base URL of the sandbox.' }),
  accountsUrl: Type.String({ description: 'The full URL of its token endpoint.' }),
  paths: Type.Array(Type.String(), { description: 'Everything that the control API does, and how it is asked.' })
})

/** What answers here, and what can be asked. */
export async function index (app: ControlApp, { answers, publicUrl }: PlaneOptions): Promise<void> {
  app.get('/', { schema: { summary: 'What this is, its version and its paths', response: { 200: Index } } }, async request => {
    const { sandbox } = request
    const url = baseUrlOf(request, sandbox.name, publicUrl)
    const { paths = {} } = app.swagger()
    return {
      name: 'zoho-attachments-mock',
      version,
      about: 'A test double of Zoho CRM’s Attachments API',
      answers,
      sandbox: sandbox.name,
      url,
      accountsUrl: accountsUrlOf(url),
      paths: Object.entries(paths).flatMap(([path, operations = {}]) => Object.keys(operations).map(method => `${method.toUpperCase()} ${url}${path}`))
    }
  })
}
