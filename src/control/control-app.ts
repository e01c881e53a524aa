import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, LogLevel, RawServerDefault } from 'fastify'
import type { MemoryQuota } from '../store/memory-quota.js'
import type { Sandbox, Sandboxes } from '../sandbox/sandboxes.js'
import type { Answers } from '../zoho/rules.js'

/** What the control API is told of its server. */
export interface PlaneOptions {
  /** The server that it is the control API of. */
  readonly server: FastifyInstance
  /** The sandbox of a request that the server hands over. */
  readonly sandboxOf: (raw: IncomingMessage) => Sandbox
  readonly sandboxes: Sandboxes
  readonly answers: Answers
  /** What may be stored. */
  readonly memoryQuota: MemoryQuota
  readonly publicUrl: string | undefined
  readonly logLevel: LogLevel | 'silent'
}

/** A Fastify instance whose handlers know the types that their schemas say. */
export type ControlApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>
