import type { MockServer } from './mock-server.js'
import type { Options } from './options.js'
import { buildServer as build } from './server.js'

export type { Attachments } from './client/world.js'
export type { MockClock } from './client/world.js'
export type { Faults } from './client/traffic.js'
export { MockError } from './client/control.js'
export type { Mock } from './client/mock.js'
export type { Records, SeededRecords } from './client/world.js'
export type { Requests } from './client/traffic.js'
export type { MockSandbox } from './client/sandbox.js'
export type { MockSandboxes } from './client/mock.js'
export type { Stubs } from './client/stubs.js'
export type { MockState } from './client/world.js'
export type { NewToken, Tokens } from './client/world.js'
export type { SeededUser, Users } from './client/world.js'
export { connectMock } from './client/connect.js'
export type { AuditReport } from './control/shapes/server.js'
export type { SandboxInfo } from './control/shapes/server.js'
export type { StoredAttachment } from './control/shapes/sandbox.js'
export type { ClockState } from './control/shapes/sandbox.js'
export type { FaultState } from './control/shapes/sandbox.js'
export type { CatalogueRule } from './control/shapes/server.js'
export type { StubState } from './control/shapes/stub.js'
export type { TokenInfo } from './control/shapes/sandbox.js'
export { FaultError } from './faults/fault.js'
export type { FaultRule } from './faults/fault-schema.js'
export type { StubRule } from './stubs/stub-schema.js'
export type { Criteria } from './journal/match.js'
export type { JournalRequest } from './control/shapes/request.js'
export type { InjectedAnswer, InjectedRequest, MockServer } from './mock-server.js'
export { OptionError } from './option-error.js'
export { type Options } from './options.js'
export { SeedError } from './seed/schema.js'
export type { Seed, SeededClock } from './seed/schema.js'
export type { Part } from './sandbox/sandbox.js'
export { startMock } from './start.js'

/**
 * Builds a server that neither listens nor logs, for `inject` or for the caller to listen with. A seed is read when the
 * server becomes ready, so a bad one is reported then.
 * @throws {OptionError} for an option that cannot be used
 */
export function buildServer (options: Options = {}): MockServer {
  return build(options)
}
