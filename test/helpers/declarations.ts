import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { optionTable, type OptionName } from '../../src/options.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Writes the declarations of the library: every export of src/index.ts, as plain interfaces that refer to no other package.
 * The types that are derived from JSON Schemas are written out, with the schema's descriptions as comments. No bundler of
 * declarations does that: they copy the derivation with the packages that it needs.
 * @throws {Error} for a type that is neither exported nor one of the language's or Node's own
 */
export function declarations (): string {
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(`${ROOT}/tsconfig.json`, ts.sys.readFile).config, ts.sys, ROOT)
  const program = ts.createProgram([`${ROOT}/src/index.ts`], { ...options, noEmit: true })
  return new Writer(program).all()
}

/** Docs, if there are any, as a comment. */
function comment (text: string, indent: string): string {
  const lines = text.trim().split('\n')
  if (text.trim() === '') return ''
  return lines.length === 1 ? `${indent}/** ${lines[0]} */\n` : `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

class Writer {
  readonly #checker: ts.TypeChecker
  readonly #exports: readonly ts.Symbol[]

  constructor (program: ts.Program) {
    this.#checker = program.getTypeChecker()
    const source = program.getSourceFile(`${ROOT}/src/index.ts`) as ts.SourceFile
    this.#exports = this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(source) as ts.Symbol).map(symbol => this.#resolve(symbol))
  }

  all (): string {
    const parts = [...this.#exports].sort((a, b) => a.name < b.name ? -1 : 1).map(symbol => this.#declare(symbol))
    return `// Written by test/build/library.test.ts from the source: UPDATE_TYPES=1 npm test -- test/build/library.test.ts --disable-coverage\n\n${DISPOSABLE}\n${parts.join('\n')}`
  }

  #resolve (symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
  }

  #declare (symbol: ts.Symbol): string {
    const { name, flags } = symbol
    const docs = comment(this.#docs(symbol), '')
    const type = flags & ts.SymbolFlags.Function ? this.#checker.getTypeOfSymbol(symbol) : this.#checker.getDeclaredTypeOfSymbol(symbol)
    if (flags & ts.SymbolFlags.Function) return type.getCallSignatures().map(signature => `${docs}export declare function ${name} ${this.#signature(signature, '', ': ')}\n`).join('')
    if (flags & ts.SymbolFlags.Class) {
      const constructors = this.#checker.getTypeOfSymbol(symbol).getConstructSignatures().filter(({ declaration }) => declaration?.getSourceFile().fileName.startsWith(`${ROOT}src/`)).map(signature => `  constructor ${this.#signature(signature, '  ')}\n`)
      return `${docs}export declare class ${name} extends Error {\n${constructors.join('')}${this.#members(type, '  ', undefined, symbol)}}\n`
    }
    const isObject = type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) && !this.#checker.isArrayType(type) && type.getCallSignatures().length === 0
    const schema = this.#schemaOf(symbol)
    if (!isObject || type.getStringIndexType()) return `${docs}export type ${name} = ${this.#write(type, '', schema, symbol)}\n`
    const bases = type.isClassOrInterface() ? (this.#checker.getBaseTypes(type)).filter(base => this.#exports.includes(base.symbol)) : []
    const heritage = bases.length === 0 ? '' : ` extends ${bases.map(base => base.symbol.name).join(', ')}`
    const inherited = new Set(bases.flatMap(base => base.getProperties().map(property => property.name)))
    return `${docs}export interface ${name}${heritage} {\n${this.#members(type, '  ', schema, symbol, inherited)}}\n`
  }

  /** The schema that a type is derived from, as in `TypeOf<typeof ClockShape>`. */
  #schemaOf (symbol: ts.Symbol): ts.Type | undefined {
    const declaration = symbol.declarations?.find(ts.isTypeAliasDeclaration)?.type
    if (declaration === undefined) return undefined
    let schema: ts.Type | undefined
    const visit = (node: ts.Node): void => {
      if (ts.isTypeQueryNode(node)) schema ??= this.#checker.getTypeAtLocation(node.exprName)
      else ts.forEachChild(node, visit)
    }
    visit(declaration)
    return schema
  }

  /** The type of a property, by a path of names. */
  #at (type: ts.Type | undefined, ...path: readonly string[]): ts.Type | undefined {
    return path.reduce<ts.Type | undefined>((inner, name) => {
      const property = inner?.getProperty(name)
      return property && this.#checker.getTypeOfSymbol(property)
    }, type)
  }

  #description (schema: ts.Type | undefined): string {
    const description = this.#at(schema, 'description')
    return description?.isStringLiteral() ? description.value : ''
  }

  #docs (symbol: ts.Symbol): string {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker))
    const tags = symbol.getJsDocTags(this.#checker).map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`.trimEnd())
    return [text, ...tags].filter(part => part !== '').join('\n')
  }

  /** @param owner the export that is being written, which is not written as its own name */
  #members (type: ts.Type, indent: string, schema: ts.Type | undefined, owner?: ts.Symbol, without: ReadonlySet<string> = new Set()): string {
    const order = this.#at(schema, 'properties')?.getProperties().map(({ name }) => name) ?? []
    const properties = type.getProperties().filter(property => !without.has(property.name) && !isErrorsOwn(property))
    return properties.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)).map(property => {
      const declared = this.#checker.getTypeOfSymbol(property)
      const inner = this.#at(schema, 'properties', property.name)
      const help = owner?.name === 'Options' ? sentence(optionTable[property.name as OptionName].help) : ''
      const docs = comment(this.#docs(property) || this.#description(inner) || help, indent)
      const name = property.name.startsWith('__@') ? `[Symbol.${/^__@(\w+)@/.exec(property.name)?.[1]}]` : property.name
      if (property.flags & ts.SymbolFlags.Method) return [...new Set(declared.getCallSignatures().map(signature => `${docs}${indent}${name} ${this.#signature(signature, indent)}\n`))].join('')
      const isReadonly = checkFlagsOf(property) & READONLY || (property.declarations?.some(declaration => ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) ?? false)
      const isOptional = property.flags & ts.SymbolFlags.Optional
      return `${docs}${indent}${isReadonly ? 'readonly ' : ''}${name}${isOptional ? '?' : ''}: ${this.#write(declared, indent, inner)}\n`
    }).join('')
  }

  #signature (signature: ts.Signature, indent: string, arrow = ': '): string {
    const parameters = signature.getParameters().map(parameter => {
      const declaration = parameter.valueDeclaration as ts.ParameterDeclaration
      const type = this.#checker.getTypeOfSymbol(parameter)
      const isOptional = declaration.questionToken !== undefined || declaration.initializer !== undefined
      return `${declaration.dotDotDotToken ? '...' : ''}${parameter.name}${isOptional ? '?' : ''}: ${this.#write(isOptional ? this.#checker.getNonNullableType(type) : type, indent)}`
    })
    const isConstructor = signature.declaration?.kind === ts.SyntaxKind.Constructor || signature.getReturnType().symbol?.flags & ts.SymbolFlags.Class
    return `(${parameters.join(', ')})${isConstructor ? '' : `${arrow}${this.#write(signature.getReturnType(), indent)}`}`
  }

  #write (type: ts.Type, indent: string, schema?: ts.Type, owner?: ts.Symbol): string {
    const named = this.#exports.find(symbol => symbol !== owner && (symbol === type.aliasSymbol || symbol === type.symbol || this.#isDerivedFrom(type, symbol)))
    if (named !== undefined) return named.name
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean'
    if (type.isStringLiteral()) return `'${type.value}'`
    if (type.isUnion()) return this.#union(type, indent, schema)
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return this.#checker.typeToString(type)
    const [element] = this.#checker.getTypeArguments(type as ts.TypeReference)
    if (this.#checker.isArrayType(type)) {
      const item = this.#write(element as ts.Type, indent, this.#at(schema, 'items'))
      return `${type.symbol.name === 'ReadonlyArray' ? 'readonly ' : ''}${/^[\w.]+$/.test(item) ? `${item}[]` : `Array<${item}>`}`.replace(/^readonly Array</, 'ReadonlyArray<')
    }
    if (this.#isGlobal(type.symbol)) {
      const args = this.#checker.getTypeArguments(type as ts.TypeReference).slice(0, GENERIC[type.symbol.name] ?? 0)
      return `${type.symbol.name}${args.length === 0 ? '' : `<${args.map(arg => this.#write(arg, indent)).join(', ')}>`}`
    }
    const [call] = type.getCallSignatures()
    if (call !== undefined) return this.#signature(call, indent, ' => ')
    const index = type.getStringIndexType()
    if (index !== undefined) return `{ [name: string]: ${this.#write(index, indent, this.#at(schema, 'additionalProperties'))} }`
    if (type.isClassOrInterface()) throw new Error(`${type.symbol.name} is used by an export, and not exported`)
    return type.getProperties().length === 0 ? '{}' : `{\n${this.#members(type, `${indent}  `, schema)}${indent}}`
  }

  /** Whether a type without a name is what an exported one is: both come from one schema. */
  #isDerivedFrom (type: ts.Type, symbol: ts.Symbol): boolean {
    if (!(symbol.flags & ts.SymbolFlags.TypeAlias) || !(type.flags & ts.TypeFlags.Object) || type.isClassOrInterface()) return false
    const exported = this.#checker.getDeclaredTypeOfSymbol(symbol)
    const names = (of: ts.Type): string => of.getProperties().map(({ name }) => name).sort().join()
    return names(type) !== '' && names(type) === names(exported) && this.#checker.isTypeAssignableTo(type, exported) && this.#checker.isTypeAssignableTo(exported, type)
  }

  #union (type: ts.UnionType, indent: string, schema: ts.Type | undefined): string {
    const isBoolean = type.types.filter(member => member.flags & ts.TypeFlags.BooleanLiteral).length === 2
    const members = type.types.filter(member => !(isBoolean && member.flags & ts.TypeFlags.BooleanLiteral))
    const branches = this.#at(schema, 'anyOf')
    const written = members.map((member, index) => this.#write(member, indent, branches && this.#at(branches, String(index))))
    const all = [...isBoolean ? ['boolean'] : [], ...written]
    return [...new Set(all)].sort((a, b) => Number(a === 'undefined') - Number(b === 'undefined')).join(' | ')
  }

  /** Whether the language or Node declares it, for everybody. */
  #isGlobal (symbol: ts.Symbol | undefined): boolean {
    const file = symbol?.declarations?.[0]?.getSourceFile().fileName ?? ''
    if (!/\/(typescript\/lib|@types\/node)\//.test(file)) return false
    return GLOBALS.has(symbol?.name ?? '')
  }
}

/** TypeScript's own flag, which it does not export: a mapped type made a property readonly. */
const READONLY = 8

function checkFlagsOf (symbol: ts.Symbol): number {
  return (symbol as ts.Symbol & { readonly links?: { readonly checkFlags?: number } }).links?.checkFlags ?? 0
}

/** The global types that the declarations may refer to. */
const GLOBALS: ReadonlySet<string> = new Set(['AbortSignal', 'AsyncIterable', 'Buffer', 'Error', 'ErrorOptions', 'Promise', 'PromiseLike', 'Request', 'RequestInit', 'Response', 'URL', 'Uint8Array'])
/** How many of their parameters are to be written. */
const GENERIC: Readonly<Record<string, number>> = { AsyncIterable: 1, Promise: 1, PromiseLike: 1 }

function sentence (text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function isErrorsOwn ({ name }: ts.Symbol): boolean {
  return ['message', 'stack', 'cause'].includes(name)
}

/** For compilers without the library esnext.disposable. It is what @types/node says, too. */
const DISPOSABLE = `declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}
`
