/** The screens of the page, in the order of the navigation. */
export const screens = ['requests', 'attachments', 'faults', 'tokens', 'clock', 'audit', 'rules', 'state'] as const
export type Screen = typeof screens[number]

/** Where the page is. All of it is in the hash, so that a link to it can be sent. */
export interface Route {
  readonly screen: Screen
  /** What is open on the screen: the id of a request, the name of a rule. */
  readonly id?: string | undefined
  /** A sandbox; `*` for all, empty for the default one. */
  readonly sandbox?: string | undefined
  /** The text of the filter. */
  readonly filter?: string | undefined
}

/** Reads a hash such as `#/requests/req-7?sandbox=worker-3&filter=status%3A4xx`. What it does not know is left out. */
export function parseRoute (hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [screen = '', ...rest] = path.split('/')
  const parameters = new URLSearchParams(query)
  const id = decode(rest.join('/'))
  return {
    screen: screens.find(name => name === screen) ?? 'requests',
    ...id !== '' && { id },
    sandbox: parameters.get('sandbox') ?? undefined,
    filter: parameters.get('filter') ?? undefined
  }
}

/** Writes a route as a hash. */
export function hashOf ({ screen, id, sandbox, filter }: Route): string {
  const parameters = new URLSearchParams()
  if (sandbox !== undefined) parameters.set('sandbox', sandbox)
  if (filter !== undefined && filter !== '') parameters.set('filter', filter)
  const query = parameters.toString()
  return `#/${screen}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
