import fastify, { LogController, type FastifyInstance } from 'fastify'
import type { DestinationStream } from 'pino'
import { accounts } from './accounts/routes.js'
import { control } from './control/mount.js'
import { crm } from './crm/routes.js'
import { guardOf } from './guard.js'
import { favicon, inspector } from './inspector/plugin.js'
import { guardDestination, requestLog } from './http/log.js'
import { completeOptions, type CompleteOptions, type Options } from './options.js'
import { baseUrlOf } from './http/base-url.js'
import { noCompilers } from './http/compilers.js'
import { shutdown } from './http/shutdown.js'
import { listeners } from './http/listeners.js'
import { drain, drainBounds } from './http/drain.js'
import { faults } from './faults/plugin.js'
import { stubs } from './stubs/plugin.js'
import { expectContinue } from './http/expect-continue.js'
import { refuseBadHttp } from './api/bad-http.js'
import { lingeringClose } from './http/lingering-close.js'
import { pipelining } from './http/pipelining.js'
import { refusals, refuseBadUrl } from './api/refusals.js'
import { journal, journalAnswers } from './journal/plugin.js'
import { latency } from './sandbox/latency.js'
import { observed } from './api/observed.js'
import { sandbox } from './sandbox/plugin.js'
import { withoutSandbox } from './http/request-target.js'
import { trustBoundary } from './http/trust-boundary.js'
import { createMemoryQuota } from './store/memory-quota.js'
import { settingOf } from './store/clock.js'
import { exposedHeaders } from './zoho/headers.js'
import { defaultSeed } from './seed/default.js'
import type { ReadSeed } from './seed/read.js'
import { createSandboxes } from './sandbox/sandboxes.js'
import { identity } from './http/tls/identity.js'
import { createPageTitles } from './titles/page-titles.js'

/** How the server fits into its process. Not for users to set. */
export interface Embedding {
  /** Where the log goes; by default to standard output. */
  readonly logTo?: DestinationStream
  /** Whether closing waits for requests in flight. Tests want them cut off, which is the default. */
  readonly isGraceful?: boolean
}

/**
 * Builds a server that neither listens nor logs, for `inject` or for the caller to listen with. `port` and `tlsPort` are for
 * `startMock`; with `tlsPort`, the certificate is in `identity` once the server is ready, and its authority at /_mock/ca.pem.
 * A seed is read when the server becomes ready, so a bad one is reported then.
 * @throws {OptionError} for an option that cannot be used
 */
export function buildServer (options: Options = {}): FastifyInstance {
  return assemble(completeOptions({ logLevel: 'silent', ...options }))
}

/** Puts the server together. A request meets the plugins in the order in which they are registered. */
export function assemble (config: CompleteOptions, { logTo, isGraceful = false }: Embedding = {}): FastifyInstance {
  const { answers, publicUrl, strictVersion, maxFileSize, maxSandboxes, journalSize, clock, dataCenter, idSeed, tokenThrottle, strictConsent } = config
  const answerBadHttp = refuseBadHttp(answers)
  const answerBadUrl = refuseBadUrl(answers)
  const app = fastify({
    logger: {
      level: config.logLevel,
      base: null,
      formatters: { level: level => ({ level }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      ...logTo && { stream: logTo }
    },
    // http/log.ts writes one line for each request, without headers.
    logController: new LogController({ disableRequestLogging: true }),
    // The table of operations says which methods a URL has, HEAD included.
    exposeHeadRoutes: false,
    // Zoho refuses ids that are too long. Node limits the request line to 16 KiB.
    routerOptions: { maxParamLength: 16 * 1024 },
    trustProxy: true,
    return503OnClosing: false,
    forceCloseConnections: isGraceful ? 'idle' : true,
    // Node's default, which Fastify turns off.
    requestTimeout: 300_000,
    // Otherwise Node refuses a request without Host itself, with an empty body.
    http: { requireHostHeader: false },
    schemaController: noCompilers,

    rewriteUrl: withoutSandbox,
    frameworkErrors (error, request, reply) {
      // No hook runs for such a URL.
      if (!app.answerPage?.(request, reply)) answerBadUrl(error, request, reply)
    },
    clientErrorHandler (error, socket) {
      const isAnswered = app.guarded('an answer to what is not HTTP', () => {
        answerBadHttp.call(app, error, socket)
        return true
      })
      if (!isAnswered) socket.destroy()
    }
  })
  guardDestination(app.log)
  app.decorate('guarded', guardOf(app.log))

  const memoryQuota = createMemoryQuota(config.maxStoreSize)
  let seed: ReadSeed = { seed: defaultSeed, contents: [], photos: [], files: [], isShared: true, faults: [], stubs: [] }
  const sandboxes = createSandboxes({
    seed: () => seed,
    world: { clock: settingOf(clock), dataCenter, idSeed, memoryQuota, guarded: app.guarded },
    max: maxSandboxes,
    journalSize,
    dropped: name => app.guarded('the log', () => app.log.warn({ sandbox: name }, 'dropped the sandbox that was unused for longest, to make room: it starts from the seed again'))
  })
  const pageTitles = config.fetchLinkTitles ? createPageTitles({ hosts: config.linkTitleHosts }) : undefined
  app.addHook('preClose', async () => pageTitles?.stop())
  let stopWatching: (() => void) | undefined
  app.addHook('preClose', async () => stopWatching?.())
  app.addHook('onReady', async () => {
    // Loaded only when needed: most servers start without a seed.
    const seeds = config.seed === undefined ? undefined : await import('./seed/read.js')
    const faultOptions = config.fault.length === 0 ? undefined : await import('./faults/read-faults.js')
    const watching = config.watch ? await import('./sandbox/watch-seed.js') : undefined
    // Before it is read, so that no change is missed.
    stopWatching = watching?.watchSeed({ path: config.seed as string, faults: config.fault, seed: () => seed, setSeed: next => { seed = next }, sandboxes, memoryQuota, log: app.log, guarded: app.guarded })
    try {
      if (seeds !== undefined) {
        const reservation = memoryQuota.openReservation()
        try {
          seed = seeds.parseSeed(config.seed as string | object, reservation)
        } finally {
          reservation.release()
        }
        for (const content of new Set(seeds.filesOf(seed))) memoryQuota.reserve(content?.size ?? 0)
      }
      if (faultOptions !== undefined) seed = { ...seed, faults: [...seed.faults, ...faultOptions.readFaults(config.fault, seed.seed.modules.map(({ apiName }) => apiName))] }
      sandboxes.open(undefined)
    } catch (error) {
      // A server that did not become ready is not always closed.
      stopWatching?.()
      throw error
    }
  })

  // At info, health checks and the like would drown the requests that people look for.
  const controlLogLevel = config.logLevel === 'info' ? 'warn' : config.logLevel
  // Zoho checks the body last. Fastify's own parsers would refuse it before the other checks.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.register(lingeringClose)
  app.register(pipelining)
  app.register(refusals, { answers, publicUrl })
  app.register(expectContinue)
  app.register(shutdown)
  app.register(listeners)
  app.register(identity, config)
  app.register(requestLog)
  // Before the trust boundary, so that listed pages may pass it and can read its refusals.
  if (config.cors.length > 0) app.register(import('./http/cors.js').then(({ cors }) => ({ default: cors })), { origins: config.cors, exposedHeaders })
  // Before a sandbox is opened and the request is journaled.
  app.register(trustBoundary, { hasSandbox: sandboxes.has, ...config })
  app.register(favicon)
  app.register(sandbox, { sandboxes })
  app.register(journal)
  app.register(faults, { answers })
  app.register(latency, config)
  // After the hook in which faults change answers.
  if (answers === 'observed') app.register(observed)
  // Before the APIs, whose checks end with a refusal where no operation has the URL.
  app.register(stubs)
  app.register(crm, { sandboxes, answers, strictVersion, maxFileSize, memoryQuota, ...pageTitles && { pageTitles } })
  app.register(accounts, { answers, memoryQuota, publicUrl, tokenThrottle, strictConsent })
  app.register(control, { prefix: '/_mock', logLevel: controlLogLevel, sandboxes, answers, publicUrl, memoryQuota, journalSize, inspector })
  app.get('/', async (request, reply) => reply.redirect(`${baseUrlOf(request, request.sandbox.name, publicUrl)}/_mock/`))
  // Near the end, since it delays the answer until the request's body is read.
  app.register(drain, drainBounds)
  // Last: the answer does not change any more.
  app.register(journalAnswers)
  return app
}
