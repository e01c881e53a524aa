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
     * Applies the sandbox's faults to a request whose headers have passed their checks.
     * @param done called with the refusal, if any; not called if the connection breaks
     */
    applyFaults (request: FastifyRequest, reply: FastifyReply, target: FaultTarget, done: (refusal?: Refusal) => void): void
    /** Breaks the connection in the body of a request with a `bodyFault`. `100 Continue` has to be sent before. */
    breakInBody (request: FastifyRequest, reply: FastifyReply): void
  }
  interface FastifyRequest {
    /** The last fault that acted on this request. */
    fault: { readonly id: string, readonly action: string, readonly breaksConnection: boolean, /** How much of a body had passed when it broke the connection. */ bytes?: number } | null
    /** What faults are matched against; `null` if they were not looked for. */
    faultTarget: FaultTarget | null
    /** How the connection has to break in the body of the request. */
    bodyFault: Extract<Action, { kind: 'reset' | 'stall' }> | null
  }
}

interface FaultsOptions {
  readonly answers: Answers
}

/** Returned instead of a payload if the connection is broken and nothing has to be sent. */
const BROKEN = {}

/** Makes requests fail on demand. Without faults in the sandbox, this costs a request only one check. */
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

  function trigger (request: FastifyRequest, target: FaultTarget, phase: Phase): InstalledFault | undefined {
    const hit = request.sandbox.world.faults.trigger(target, phase)
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
      return { payload: faultyFile(payload, action, reply.raw, delays, bytes => noteBytes(request, bytes)) }
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
    const hit = trigger(request, target, 'headers')
    if (hit === undefined) done()
    else afterDelay(hit, reply, () => act(hit, request, reply, done))
  })

  app.decorate('breakInBody', (request, reply) => {
    const { bodyFault, raw } = request
    const { kind, atBytes } = bodyFault as NonNullable<FastifyRequest['bodyFault']>
    // After hijacking, nothing else reads the body, and it is not stored.
    reply.hijack()
    let left = atBytes
    const end = (): void => {
      raw.pause().removeAllListeners('data').off('end', end)
      noteBytes(request, atBytes - left)
      breakOff(kind, reply)
    }
    raw.on('data', ({ length }: Buffer) => {
      left -= length
      if (left <= 0) end()
    })
    // A shorter body breaks at its end, before anything is stored.
    raw.once('end', end)
    if (left === 0) end()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const { faultTarget: target } = request
    // The operation is done by now, so if this code fails, the answer is sent unchanged.
    const hit = target && app.guarded('faults', () => {
      const phase = phaseOfAnswer(request, reply, payload)
      return phase && trigger(request, target, phase)
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

/** For the journal. */
function noteBytes ({ fault }: FastifyRequest, bytes: number): void {
  if (fault !== null) fault.bytes = bytes
}

/** Whether the payload is a file, which only downloads send; other payloads are strings. */
function isFile (payload: unknown): payload is Readable | Buffer {
  return payload instanceof Readable || Buffer.isBuffer(payload)
}

/** @returns `body` if the answer is a file, `after-commit` if the operation changed something, or else `undefined` */
function phaseOfAnswer ({ faultTarget, refusal }: FastifyRequest, { statusCode }: FastifyReply, payload: unknown): Phase | undefined {
  if (isFile(payload)) return 'body'
  // Some of several deletions may have failed.
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
