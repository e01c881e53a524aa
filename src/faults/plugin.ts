import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { breaksConnection, describeFault, type Action, type Phase } from './fault.js'
import { faultyFile, resetConnection } from './faulty-file.js'
import { createPendingDelays } from '../http/pending-delays.js'
import type { FaultTarget, InstalledFault } from './table.js'
import { faultPhasesOf } from '../zoho/operations.js'
import { Refusal, ruleOf, type Answers } from '../zoho/rules.js'
import { explainSuccess } from '../api/reply.js'
import { bodyOf, setRefusalHeaders } from '../api/refusals.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Lets the faults of a sandbox act on a request whose headers have passed.
     * @param done called with what the request is refused with, or nothing; not at all where the connection breaks
     */
    applyFaults (request: FastifyRequest, reply: FastifyReply, target: FaultTarget, done: (refusal?: Refusal) => void): void
    /** Breaks the connection in the body of a request that has a `bodyFault`, and whose client has been sent `100 Continue` where it asked. */
    breakInBody (request: FastifyRequest, reply: FastifyReply): void
  }
  interface FastifyRequest {
    /** The fault that acted on this request last. */
    fault: { readonly id: string, readonly action: string, readonly breaksConnection: boolean } | null
    /** What the request is about, where faults were looked for. */
    faultTarget: FaultTarget | null
    /** How the connection is to break in the body. */
    bodyFault: Extract<Action, { kind: 'reset' | 'stall' }> | null
  }
}

interface FaultsOptions {
  readonly answers: Answers
}

/** Of an answer: its connection is broken, and nothing of it goes out. */
const BROKEN = {}

/** Makes requests fail on demand. Without a fault in the sandbox a request costs a look at whether there is one. */
export const faults = fp<FaultsOptions>(async function faults (app, { answers }) {
  const delays = createPendingDelays(app.guarded)
  app.addHook('preClose', async () => delays.end())

  function afterDelay ({ fault: { delay } }: InstalledFault, { raw }: FastifyReply, go: () => void): void {
    if (delay === 0) go()
    else delays.wait(raw, delay, go)
  }

  function breakOff (kind: 'reset' | 'stall', reply: FastifyReply): void {
    reply.hijack()
    if (kind === 'reset') resetConnection(reply.raw)
    else delays.keepOpen(reply.raw)
  }

  function take (request: FastifyRequest, target: FaultTarget, phase: Phase): InstalledFault | undefined {
    const hit = request.sandbox.world.faults.take(target, phase)
    if (hit) request.fault = { id: hit.id, action: describeFault(hit.fault), breaksConnection: breaksConnection(hit.fault) }
    return hit
  }

  function act (hit: InstalledFault, request: FastifyRequest, reply: FastifyReply, done: (refusal?: Refusal) => void): void {
    const { action } = hit.fault
    if (action === undefined) {
      explainSuccess(reply, describeHit(hit))
      done()
    } else if (action.kind === 'answer') {
      done(refusalOf(hit, action, request, reply))
    } else if ((action.kind === 'reset' || action.kind === 'stall') && action.phase === 'body') {
      request.bodyFault = action as NonNullable<FastifyRequest['bodyFault']>
      done()
    } else {
      breakOff(action.kind as 'reset' | 'stall', reply)
    }
  }

  function actOnAnswer (hit: InstalledFault, request: FastifyRequest, reply: FastifyReply, payload: unknown): { readonly payload?: unknown } {
    const action = hit.fault.action as Action
    if (action.kind === 'answer') {
      const refusal = refusalOf(hit, action, request, reply)
      const body = bodyOf(refusal, answers, 'crm')
      setRefusalHeaders(refusal, request, reply, answers)
      return { payload: body }
    }
    if (isFile(payload)) {
      explainSuccess(reply, describeHit(hit))
      return { payload: faultyFile(payload, action, reply.raw, delays) }
    }
    breakOff(action.kind as 'reset' | 'stall', reply)
    return BROKEN
  }

  app.decorateRequest('fault', null)
  app.decorateRequest('faultTarget', null)
  app.decorateRequest('bodyFault', null)

  app.decorate('applyFaults', (request, reply, target, done) => {
    if (request.sandbox.world.faults.isEmpty) {
      done()
      return
    }
    request.faultTarget = target
    const hit = take(request, target, 'headers')
    if (hit === undefined) done()
    else afterDelay(hit, reply, () => act(hit, request, reply, done))
  })

  app.decorate('breakInBody', ({ bodyFault, raw }, reply) => {
    const { kind, atBytes } = bodyFault as NonNullable<FastifyRequest['bodyFault']>
    // Hijacked, and so read by nobody else; nothing of it is kept.
    reply.hijack()
    let left = atBytes
    const end = (): void => {
      raw.pause().removeAllListeners('data').off('end', end)
      breakOff(kind, reply)
    }
    raw.on('data', ({ length }: Buffer) => {
      left -= length
      if (left <= 0) end()
    })
    // A body that is shorter breaks at its end, before anything is stored.
    raw.once('end', end)
    if (left === 0) end()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const { faultTarget: target } = request
    // What was asked for is done by now: where a fault fails, the answer goes out as it is.
    const hit = target && app.guarded('faults', () => {
      const phase = phaseOfAnswer(request, reply, payload)
      return phase && take(request, target, phase)
    })
    if (!hit) {
      done(null, payload)
      return
    }
    afterDelay(hit, reply, () => {
      const changed = app.guarded('faults', () => actOnAnswer(hit, request, reply, payload)) ?? { payload }
      if (changed !== BROKEN) done(null, changed.payload)
    })
  })
}, { name: 'faults', dependencies: ['refusals', 'sandbox'] })

/** The bytes of a file, and not a text: only downloads send them. */
function isFile (payload: unknown): payload is Readable | Buffer {
  return payload instanceof Readable || Buffer.isBuffer(payload)
}

/** The phase that an answer is in for faults: `body` where it is a file, `after-commit` where something was done. */
function phaseOfAnswer ({ faultTarget, refusal }: FastifyRequest, { statusCode }: FastifyReply, payload: unknown): Phase | undefined {
  if (isFile(payload)) return 'body'
  // Of many deletions some may have failed.
  const isDone = statusCode < 300 && (refusal === null || refusal.rule === 'delete.partial')
  return isDone && faultTarget !== null && faultPhasesOf(faultTarget.operation).commits ? 'after-commit' : undefined
}

function refusalOf (hit: InstalledFault, { rule, retryAfter, phase }: Extract<Action, { kind: 'answer' }>, { faultTarget }: FastifyRequest, reply: FastifyReply): Refusal {
  const { operation } = faultTarget as FaultTarget
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  const explanation = [
    describeHit(hit),
    ...phase === 'after-commit' ? [`${operation} was done all the same`] : [],
    ...operation === 'token' && !rule.startsWith('accounts.') ? ['that the accounts server has answers of this shape is inferred'] : []
  ]
  return new Refusal(ruleOf(rule, operation), explanation.join('; '))
}

function describeHit ({ id, hits, fault }: InstalledFault): string {
  return `${id} (${hits} of ${fault.times === Infinity ? 'always' : fault.times}): ${describeFault(fault)}`
}
