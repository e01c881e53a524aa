#!/usr/bin/env node
import fs = require('node:fs')
import nodeModule = require('node:module')
import path = require('node:path')
import v8 = require('node:v8')
import vm = require('node:vm')

// The kernel keeps signals from process 1 of a container that has no listener for them; `serve` takes over when it is ready.
// Any other process they end by themselves.
if (process.pid === 1) for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))

// V8 learns from the first uploads to allocate the listeners of streams among the old objects, where they keep the rest of
// their request until the next full collection. On Node 20 and 22 the small collections took four times as long for it, and
// the rate of uploads of 1 KiB was a fifth lower. It takes only code that was cached under the same flags: this one is set
// when all is loaded, and taken back before the code is written.
process.once('exit', () => v8.setFlagsFromString('--allocation-site-pretenuring'))

// Compiling the bundle is most of the start; compiled once, it is read back. Node does so itself from 22.8 on.
const { enableCompileCache } = nodeModule as typeof nodeModule & { enableCompileCache?: () => void }
if (enableCompileCache) {
  enableCompileCache()
  require('./cli.cjs')
} else {
  requireCached(path.join(__dirname, 'cli.cjs'))
}
v8.setFlagsFromString('--no-allocation-site-pretenuring')

/**
 * Loads a module with the code that V8 made of it in an earlier run, kept beside it. The library for this,
 * v8-compile-cache, keeps only what is compiled before the module runs: the start took 2.4 times a bare server's with it, 1.8 so.
 */
function requireCached (file: string): void {
  const { size, ctimeMs } = fs.statSync(file)
  // V8 itself looks only at the length of the source.
  const key = Buffer.from(`${process.version} ${process.arch} ${size} ${ctimeMs}\n`)
  const cache = `${file}.cache`
  const kept = read(cache)
  const cachedData = kept?.subarray(0, key.length).equals(key) ? kept.subarray(key.length) : undefined
  const source = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(file, 'utf8')}\n})`
  const script = new vm.Script(source, { filename: file, ...cachedData && { cachedData } })
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once('exit', () => write(cache, Buffer.concat([key, script.createCachedData()])))
  }
  const loaded = { exports: {} }
  script.runInThisContext().call(loaded.exports, loaded.exports, require, loaded, file, path.dirname(file))
}

function read (file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file)
  } catch {
    return undefined
  }
}

/** Writes whole or not at all; where it may not write, the next start takes as long as this one. */
function write (file: string, bytes: Buffer): void {
  try {
    fs.writeFileSync(`${file}.${process.pid}`, bytes)
    fs.renameSync(`${file}.${process.pid}`, file)
  } catch {
    // A folder that is not ours.
  }
}
