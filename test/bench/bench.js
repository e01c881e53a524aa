// The double against a bare node:http server, against itself with more in it, and against its memory. `npm run build` first.
import { availableParallelism } from 'node:os'
import { measureGrowth } from './growth.js'
import { measureJournal } from './journal.js'
import { measureMemory } from './memory.js'
import { measureSandboxes } from './sandboxes.js'
import { printTable } from './table.js'
import { COLD_STARTS, measureTransfers } from './transfers.js'

const MAX_TIME = 420_000

setTimeout(() => { throw new Error(`the bench took longer than ${MAX_TIME / 1000} s`) }, MAX_TIME).unref()

console.log(`Node ${process.version}, ${process.platform} ${process.arch}. The server under test and the load generator share ${availableParallelism()} cores.`)
console.log(`Cold start: spawn to the answer to a first upload of 1 KiB, ${COLD_STARTS} pairs. Uploads and downloads: keep-alive, rounds in turn with the bare server.`)
console.log('Growth: one request at a time, in turn on records with so many attachments; the ratio is of the most to the fewest. Memory: after a collection.')
const sections = []
// One by one: each has the machine to itself.
for (const measure of [measureTransfers, measureGrowth, measureJournal, measureSandboxes, measureMemory]) sections.push(await measure())
printTable(sections)
