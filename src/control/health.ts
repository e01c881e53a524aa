import type { FastifyInstance, FastifyReply } from 'fastify'

/** What a health check finds. */
interface Health {
  readonly status: 200 | 503
  readonly body: { readonly status: 'live' | 'ready' } | { readonly error: string }
}

interface HealthCheck {
  readonly path: string
  readonly summary: string
  readonly check: (server: FastifyInstance) => Health
}

/** What the process says of itself, without the rest of the control API. */
export const healthChecks: readonly HealthCheck[] = [
  {
    path: '/livez',
    summary: 'Whether the process is up',
    check: () => ({ status: 200, body: { status: 'live' } })
  },
  {
    path: '/readyz',
    summary: 'Whether the seed is applied and the server listens; 503 while it closes',
    check: ({ isClosing }) => isClosing
      ? { status: 503, body: { error: 'The server is closing' } }
      : { status: 200, body: { status: 'ready' } }
  }
]

/** A handler that answers with what a check finds of a server. */
export function answerHealth ({ check }: HealthCheck, server: FastifyInstance) {
  return (_request: unknown, reply: FastifyReply): void => {
    const { status, body } = check(server)
    reply.code(status).send(body)
  }
}
