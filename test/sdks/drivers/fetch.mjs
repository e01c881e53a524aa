import { drive } from './lib/harness.mjs'
import { fetchClient } from './lib/fetch-client.mjs'

drive(fetchClient({ fetch, FormData }))
