import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { listen, type Listening } from '../../src/http/listen.js'
import { completeOptions, type Options } from '../../src/options.js'
import { assemble } from '../../src/server.js'

/** Maximum wait for a line, in milliseconds. */
const TIMEOUT = 60_000

/** A line of the log. */
export interface Line {
  readonly level: string
  readonly msg: string
  readonly method?: string
  readonly url?: string
  readonly status?: number
  readonly explain?: string
}

/** A listening server and its log. */
export interface Logged extends Listening {
  readonly app: FastifyInstance
  readonly lines: readonly Line[]
  /** Waits for a line that is in the log or still to come. Rejects after a timeout. */
  logged (matches: (line: Line) => boolean): Promise<Line>
}

/** Starts a server with a log on free ports of 127.0.0.1. It is closed when the test ends. */
export async function logging (t: Test, options: Options = {}): Promise<Logged> {
  // Many may wait at once.
  const log = new PassThrough().setMaxListeners(0)
  const lines: Line[] = []
  let rest = ''
  log.setEncoding('utf8').on('data', (chunk: string) => {
    const texts = (rest + chunk).split('\n')
    rest = texts.pop() as string
    lines.push(...texts.map(text => JSON.parse(text) as Line))
  })
  const config = completeOptions({ port: 0, host: '127.0.0.1', ...options })
  const app = assemble(config, { logTo: log })
  t.teardown(() => app.close())
  return {
    ...await listen(app, config),
    app,
    lines,
    async logged (matches) {
      const signal = AbortSignal.timeout(TIMEOUT)
      for (;;) {
        const line = lines.find(matches)
        if (line !== undefined) return line
        await once(log, 'data', { signal })
      }
    }
  }
}
