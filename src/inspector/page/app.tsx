import { useStore } from '@nanostores/preact'
import { atom } from 'nanostores'
import type { FunctionComponent, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { $about } from './about.js'
import { lazy } from './lazy.js'
import { addShortcuts } from './keyboard.js'
import { RequestsScreen } from './requests/screen.js'
import { screens, type Screen } from './hash.js'
import { go, linkTo, $route } from './route.js'
import { sandboxName, $shownSandbox, togglePause } from './traffic.js'
import { Announcer, Notice } from './ui.js'

const TopBar = lazy(later => later.TopBar)
const SandboxList = lazy(later => later.SandboxList)
const Help = lazy(later => later.Help)
const $isHelpOpen = atom(false)

function toggleHelp (): void {
  $isHelpOpen.set(!$isHelpOpen.get())
}

const content: Readonly<Record<Screen, FunctionComponent>> = {
  requests: RequestsScreen,
  attachments: lazy(later => later.AttachmentsScreen),
  faults: lazy(later => later.FaultsScreen),
  tokens: lazy(later => later.TokensScreen),
  clock: lazy(later => later.ClockScreen),
  audit: lazy(later => later.AuditScreen),
  rules: lazy(later => later.RulesScreen),
  state: lazy(later => later.StateScreen)
}

/** The whole page. */
export function App (): JSX.Element {
  const { screen } = useStore($route)
  const shown = useStore($shownSandbox)
  const about = useStore($about)
  const isHelpOpen = useStore($isHelpOpen)
  const Content = content[screen]
  useEffect(() => addShortcuts([
    ...([['r', 'requests'], ['a', 'attachments'], ['f', 'faults'], ['t', 'tokens'], ['u', 'audit']] as const).map(([key, name]) => ({ keys: `g ${key}`, help: `go to ${name}`, run: () => go({ screen: name, id: undefined }) })),
    { keys: 'p', help: 'stop the list, or let it follow', run: togglePause },
    { keys: '?', help: 'this help', run: toggleHelp }
  ]), [])
  useEffect(() => {
    document.title = `${screen} – ${sandboxName(shown)} – zoho-attachments-mock`
  }, [screen, shown])
  return (
    <>
      <a class='skip' href='#content' onClick={event => { event.preventDefault(); document.querySelector<HTMLElement>('#content :is(input, button, a, tr[tabindex="0"])')?.focus() }}>Skip to the content</a>
      <aside class='side'>
        <p class='brand'><img src={iconUrl()} alt='' width='20' height='20' /> <b>Zoho Attachments</b> <span>mock {about?.version}</span></p>
        <nav aria-label='Screens'>
          <ul>{screens.map(name => <li key={name}><a href={linkTo({ screen: name })} aria-current={name === screen ? 'page' : undefined}>{name}</a></li>)}</ul>
        </nav>
        <nav class='sandboxes' aria-label='Sandboxes'><SandboxList /></nav>
      </aside>
      <div class='page'>
        <header class='top'><TopBar toggleHelp={toggleHelp} /></header>
        <div id='content' class='content'><Content key={screen} /></div>
      </div>
      {isHelpOpen && <Help close={toggleHelp} />}
      <Notice />
      <Announcer />
    </>
  )
}

/** The icon, whose hashed name is in the template. */
function iconUrl (): string {
  return document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href ?? ''
}
