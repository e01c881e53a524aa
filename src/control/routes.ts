import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountsUrlOf, baseUrlOf } from '../plugins/base-url.js'
import { unusedMethods } from '../plugins/unused-methods.js'
import { streamOf } from '../sandbox/content-stream.js'
import type { Attachment } from '../sandbox/entities.js'
import { version } from '../version.js'
import { ruleNames, type Answers } from '../zoho/rules.js'
import { Complaint } from './complaint.js'
import { describeAttachment, describeRule } from './describe.js'

interface ControlOptions {
  readonly answers: Answers
  readonly publicUrl: string | undefined
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** The control plane: JSON in, JSON out, with errors of its own; never subject to what the CRM checks. */
export async function control (app: FastifyInstance, { answers, publicUrl }: ControlOptions): Promise<void> {
  function attachmentOf ({ params, sandbox }: FastifyRequest): Attachment {
    const { id } = params as { id: string }
    const attachment = sandbox.world.attachments.get(id)
    if (attachment === undefined) throw new Complaint('notFound', `No attachment \`${id}\` in this sandbox: GET /_mock/attachments lists them`)
    return attachment
  }

  const handlers: Readonly<Record<string, Handler>> = {
    'GET /': request => index(request),
    'GET /livez': () => ({ status: 'live' }),
    'GET /readyz': () => {
      if (app.isClosing) throw new Complaint('serviceUnavailable', 'The server is closing')
      return { status: 'ready' }
    },
    'POST /reset': ({ sandbox, body }) => {
      const [unknown] = Object.keys(body ?? {})
      if (unknown !== undefined) throw new Complaint('badRequest', `Unknown property \`${unknown}\`: a reset has none`)
      sandbox.reset()
      return { reset: ['attachments', 'tokens', 'ids'] }
    },
    'GET /attachments': ({ sandbox: { world }, query }) => {
      const { module, record, ...rest } = query as Record<string, string>
      const [unknown] = Object.keys(rest)
      if (unknown !== undefined) throw new Complaint('badRequest', `Unknown parameter \`${unknown}\`: expected \`module\` or \`record\``)
      const rows = [...world.attachments.all()].filter(row => (module ?? row.module) === row.module && (record ?? row.record) === row.record)
      return { attachments: rows.map(row => describeAttachment(row, world.org)) }
    },
    'GET /attachments/:id': request => describeAttachment(attachmentOf(request), request.sandbox.world.org),
    'GET /attachments/:id/content': (request, reply) => {
      const attachment = attachmentOf(request)
      if (attachment.kind === 'link') throw new Complaint('badRequest', `Attachment \`${attachment.id}\` is a link and has no content`)
      const { content } = attachment
      reply.headers({ 'content-type': 'application/octet-stream', 'content-length': content.size })
      return streamOf(content)
    },
    'GET /ca.pem': (_request, reply) => {
      const { identity } = app
      if (identity === undefined) throw new Complaint('notFound', 'This server has no HTTPS and so no authority: start it with --tls-port')
      if (identity.ca === undefined) throw new Complaint('notFound', 'The certificate is your own, from --tls-cert: clients have to trust the authority that signed it, which only you know')
      reply.header('content-type', 'application/x-pem-file')
      return identity.ca
    },
    'GET /rules': () => ({ answers, rules: ruleNames.map(describeRule) })
  }

  const routes = Object.entries(handlers).map(([name, handler]) => {
    const [method = '', path = ''] = name.split(' ')
    return { method, path, handler }
  })

  function index (request: FastifyRequest): object {
    const url = baseUrlOf(request, request.sandbox, publicUrl)
    return {
      name: 'zoho-attachments-mock',
      version,
      about: 'A test double of Zoho CRM’s Attachments API',
      answers,
      sandbox: request.sandbox.name,
      url,
      accountsUrl: accountsUrlOf(url),
      paths: routes.map(({ method, path }) => `${method} ${url}/_mock${path.replace(/:(\w+)/g, '{$1}')}`)
    }
  }

  for (const { method, path, handler } of routes) {
    app.route({ method, url: path, exposeHeadRoute: true, handler: async (request, reply) => handler(request, reply) })
  }
  const withHead = routes.flatMap(({ method, path }) => method === 'GET' ? [{ method, path }, { method: 'HEAD', path }] : [{ method, path }])
  for (const { url, methods, allowedMethods } of unusedMethods(withHead, app.supportedMethods)) {
    app.route({
      method: methods,
      url,
      handler: async ({ method }, reply) => {
        reply.header('allow', allowedMethods.join(', '))
        throw new Complaint('methodNotAllowed', `Expected ${allowedMethods.join(' or ')} at this path, got ${method}`)
      }
    })
  }

  // curl announces a urlencoded body with `-d ''`, and a reset needs none.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(body === '' ? null : new Complaint('unsupportedMediaType', 'Expected a body of type application/json'), undefined)
  })
  app.setNotFoundHandler(async ({ method, url }) => {
    throw new Complaint('notFound', `Nothing is at ${method} ${url}: GET /_mock/ lists the paths`)
  })
  app.setErrorHandler(async (error: FastifyError | Complaint, request, reply) => {
    const { statusCode = 500, message } = error instanceof Complaint ? await error.toHttpError() : error
    if (statusCode === 500) request.log.error(error)
    return reply.code(statusCode).send({ error: message })
  })
}
