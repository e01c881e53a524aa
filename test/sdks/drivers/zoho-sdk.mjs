import { drive } from './lib/harness.mjs'
import { loadSdk } from './lib/sdk.mjs'

drive(async job => (await loadSdk(job)).operations)
