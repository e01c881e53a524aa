// Runs the command from its source, as src/bin.cts does from the bundle.
import { run } from '../../src/cli.js'

run(() => {})
