import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './build.js'

await buildPackage(resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url))))
