'use strict'

// Each test file, and each command that a test starts, is a process of its own, and would transpile the same 200 files anew,
// for seconds. ts-node, with which tap loads them, keeps nothing. tsx does, but writes a file as one line, which leaves no
// coverage. So this does what ts-node does with TypeScript, and keeps the output.
const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')

const CACHE = join(__dirname, '../node_modules/.cache/transpiled')

/** For the setting `transpiler` of ts-node, see its `dist/transpilers/types.d.ts`. */
exports.create = ({ service: { config }, nodeModuleEmitKind }) => {
  const isCommonJs = nodeModuleEmitKind === 'nodecjs'
  const compilerOptions = {
    ...config.options,
    // `nodenext` looks for package.json, which it cannot see here.
    module: isCommonJs ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
    moduleResolution: isCommonJs ? ts.ModuleResolutionKind.Node10 : ts.ModuleResolutionKind.Bundler
  }
  mkdirSync(CACHE, { recursive: true })
  return {
    transpile (input, { fileName }) {
      const key = createHash('sha256').update(JSON.stringify([ts.version, compilerOptions, fileName, input])).digest('hex')
      const path = join(CACHE, `${key}.json`)
      try {
        return JSON.parse(readFileSync(path, 'utf8'))
      } catch {
        const { outputText, sourceMapText, diagnostics } = ts.transpileModule(input, { fileName, compilerOptions, reportDiagnostics: true })
        if (diagnostics.length > 0) return { outputText, sourceMapText, diagnostics }
        // Renamed, so that no other process reads a half of it.
        const unfinished = `${path}.${randomUUID()}`
        writeFileSync(unfinished, JSON.stringify({ outputText, sourceMapText }))
        renameSync(unfinished, path)
        return { outputText, sourceMapText }
      }
    }
  }
}
