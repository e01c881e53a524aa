import { atom } from 'nanostores'
import type { Answer } from '../../control/shapes/routes.js'
import type { CatalogueRule } from '../../control/shapes/server.js'
import { ask, ownSandbox } from './api.js'

/** What the double says of itself. */
export const $about = atom<Answer<'GET /'> | undefined>(undefined)

/** Every answer of the double, by the name of its rule. */
export const $catalogue = atom<ReadonlyMap<string, CatalogueRule>>(new Map())

/** Asks what does not change while the double runs. */
export async function loadAbout (): Promise<void> {
  const [index, { rules }] = await Promise.all([ask(ownSandbox, 'GET /'), ask(ownSandbox, 'GET /rules')])
  $about.set(index)
  $catalogue.set(new Map(rules.map(rule => [rule.name, rule])))
}
