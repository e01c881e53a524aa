#!/usr/bin/env node
import fs = require('node:fs')
import nodeModule = require('node:module')
import path = require('node:path')
import v8 = require('node:v8')
import vm = require('node:vm')

// As process 1 of a container, Node gets these signals only if it has listeners; `serve` replaces them when it is ready. Any other
// process is ended by the signals anyway.
if (process.pid === 1) for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))

// Compiling takes most of the start, so the compiled code is cached. From 22.8 on Node does this itself.
const { enableCompileCache, flushCompileCache } = nodeModule as typeof nodeModule & { enableCompileCache?: () => void, flushCompileCache?: () => void }
enableCompileCache?.()

/** How long after the server is ready its code is cached, in milliseconds: not before it has answered a client that waited for it. */
const CACHE_DELAY = 100

const compiled: Array<{ readonly cache: string, readonly key: Buffer, readonly script: vm.Script }> = []
const modules = new Map<string, { exports: unknown }>()
const cli = path.join(__dirname, 'cli.cjs')
const { run } = (enableCompileCache ? require(cli) : requireCached(cli)) as typeof import('./cli.js')

// After the first uploads, V8 starts to allocate the listeners of streams in the old generation, where they keep the rest of their
// request alive until the next full collection. On Node 20 and 22 this made minor collections take four times as long, and the
// rate of 1 KiB uploads was a fifth lower. V8 accepts cached code only under the flags that it was compiled with, so the flag is
// set after everything is loaded and reset before the code is cached.
function setPretenuring (isOn: boolean): void {
  v8.setFlagsFromString(`--${isOn ? '' : 'no-'}allocation-site-pretenuring`)
}

// A server is cached soon after its start, not at its end: by then V8 has dropped the code that only the start needed, and a
// server that is killed would never be cached. What ends by itself, such as `--help`, is cached at its end.
process.once('exit', () => {
  setPretenuring(true)
  writeCaches()
})
run(() => {
  setPretenuring(false)
  setTimeout(() => {
    setPretenuring(true)
    flushCompileCache?.()
    writeCaches()
    setPretenuring(false)
  }, CACHE_DELAY).unref()
})

/**
 * Loads a module of ours with the code that V8 compiled in an earlier run and that is cached beside it, for Node 20. The library
 * v8-compile-cache caches only what is compiled before the module runs: with it the start took 2.4 times as long as a bare
 * server's, this way 1.8.
 */
function requireCached (file: string): unknown {
  const loaded = modules.get(file)
  if (loaded !== undefined) return loaded.exports
  const { size, ctimeMs } = fs.statSync(file)
  // V8 itself compares only the length of the source.
  const key = Buffer.from(`${process.version} ${process.arch} ${size} ${ctimeMs}\n`)
  const cache = `${file}.cache`
  const kept = read(cache)
  const cachedData = kept?.subarray(0, key.length).equals(key) ? kept.subarray(key.length) : undefined
  const source = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(file, 'utf8')}\n})`
  const script = new vm.Script(source, { filename: file, ...cachedData && { cachedData } })
  if (cachedData === undefined || script.cachedDataRejected) compiled.push({ cache, key, script })
  const module: { exports: unknown } = { exports: {} }
  modules.set(file, module)
  const folder = path.dirname(file)
  const requireFrom = (id: string): unknown => id.startsWith('.') ? requireCached(path.join(folder, id)) : require(id)
  script.runInThisContext().call(module.exports, module.exports, requireFrom, module, file, folder)
  return module.exports
}

function writeCaches (): void {
  for (const { cache, key, script } of compiled.splice(0)) write(cache, Buffer.concat([key, script.createCachedData()]))
}

function read (file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file)
  } catch {
    return undefined
  }
}

/** Writes the whole file or nothing. If that fails, the next start just takes as long as this one. */
function write (file: string, bytes: Buffer): void {
  try {
    fs.writeFileSync(`${file}.${process.pid}`, bytes)
    fs.renameSync(`${file}.${process.pid}`, file)
  } catch {
    // The folder is not writable.
  }
}
