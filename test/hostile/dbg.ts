import { converse } from './converse.js'
const t0 = Date.now()
const r = await converse(Number(process.env["PORT"] ?? 4199), { requests: (JSON.parse(process.argv[2] ?? '[]') as string[]).map(x => Buffer.from(x, 'latin1')), sizes: [] })
console.log(Date.now() - t0, r.faults, r.framing, r.answers.map(a => [a.status, a.body.toString()]))
process.exit()
