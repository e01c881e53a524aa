import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'

/** Debian's, unless the environment names another. */
const PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Options of a test that needs Chromium: it is skipped where there is none. `.ci/debian` installs it. */
export const withBrowser = { skip: existsSync(PATH) ? false : `no Chromium at ${PATH}` } as const

/**
 * Starts Chromium, without a window and with a profile of its own.
 * @param hosts names that it resolves to 127.0.0.1
 */
export async function launch (hosts: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: PATH,
    // Its sandbox refuses to run as root, as in most containers.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...hosts.length === 0 ? [] : [`--host-resolver-rules=${hosts.map(host => `MAP ${host} 127.0.0.1`).join(', ')}`]
    ]
  })
}

/**
 * Starts Chromium; it is closed when the test ends.
 * @param hosts names that it resolves to 127.0.0.1
 */
export async function browser (t: Test, hosts: readonly string[] = []): Promise<Browser> {
  const started = await launch(hosts)
  t.teardown(() => started.close())
  return started
}
