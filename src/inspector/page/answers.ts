import type { CatalogueRule } from '../../control/shapes/server.js'

/** The answers that a fault, or a token, can give to an operation; the control API refuses the others. */
export function answersFor (operation: string, catalogue: Iterable<CatalogueRule>): CatalogueRule[] {
  return [...catalogue].filter(({ name, documented: { status, code } }) => {
    const isAccounts = name.startsWith('accounts.')
    if (code === undefined || name === 'accounts.revoked') return false
    return operation === 'token' ? isAccounts || /^(server|rate)\./.test(name) : !isAccounts && status >= 300
  })
}

/** A number if it is one; what is not, the control API refuses in its own words. */
export function numeric (text: string): number | string {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text
}
