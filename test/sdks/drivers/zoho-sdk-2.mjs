import { drive } from './lib/harness.mjs'
import { loadSdk2 } from './lib/sdk-2.mjs'

drive(async job => (await loadSdk2(job)).operations)
