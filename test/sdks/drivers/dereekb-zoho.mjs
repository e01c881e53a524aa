import { drive } from './lib/harness.mjs'
import { loadDereekb } from './lib/dereekb.mjs'

drive(job => loadDereekb(job).operations)
