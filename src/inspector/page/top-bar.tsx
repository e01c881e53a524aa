import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { sandboxUrl } from './api.js'
import { useNow } from './controls.js'
import { plural } from './format.js'
import { $connection } from './live.js'
import { linkTo } from './route.js'
import { nextTheme, $theme } from './theme.js'
import { $frozen, $oneSandbox, togglePause } from './traffic.js'
import { announce, Copy } from './ui.js'
import { $audit, clock, faults, followWorld } from './world.js'

const themeSigns = { system: '◐', light: '☀', dark: '☾' } as const

/** The state of the sandbox in a line: its URL, clock, faults and findings, and whether the page follows. */
export function TopBar ({ toggleHelp }: { toggleHelp: () => void }): JSX.Element {
  useEffect(followWorld, [])
  const url = sandboxUrl(useStore($oneSandbox))
  const active = (useStore(faults.$value) ?? []).filter(({ isSpent, enabled }) => !isSpent && enabled).length
  const findings = useStore($audit)?.findings.length ?? 0
  const theme = useStore($theme)
  return (
    <>
      <span class='base'><code title='The base URL for clients'>{url}</code> <Copy text={url} title='Copy the base URL' /></span>
      <a href={linkTo({ screen: 'clock' })} class='stat'><Clock /></a>
      <a href={linkTo({ screen: 'faults' })} class={`stat ${active > 0 ? 'warn' : ''}`}>{active === 0 ? 'no faults' : plural(active, 'fault')}</a>
      <a href={linkTo({ screen: 'audit' })} class={`stat ${findings > 0 ? 'warn' : ''}`}>{findings === 0 ? 'no findings' : plural(findings, 'finding')}</a>
      <Live />
      <button type='button' class='small' onClick={nextTheme} title='Change the colours' aria-label={`Colours: ${theme}`}>{themeSigns[theme]}</button>
      <button type='button' class='small' onClick={toggleHelp} aria-label='Keyboard shortcuts'>?</button>
    </>
  )
}

function Live (): JSX.Element {
  const isPaused = useStore($frozen) !== undefined
  const state = useStore($connection)
  useEffect(() => {
    if (state === 'lost') announce('The connection is lost; reconnecting')
  }, [state])
  if (state !== 'live') return <span class='live lost' role='status'>{state === 'lost' ? 'reconnecting…' : 'connecting…'}</span>
  return <button type='button' class={`small live ${isPaused ? '' : 'on'}`} aria-pressed={isPaused} onClick={togglePause} title='Stop the list, or let it follow (p)'>{isPaused ? '❚❚ paused' : '● live'}</button>
}

/** The sandbox’s clock, which goes on by itself. */
function Clock (): JSX.Element {
  const { mode } = useStore(clock.$value) ?? {}
  const now = useNow()
  if (mode === undefined || now === undefined) return <>clock</>
  const instant = new Date(now).toISOString()
  return <><span aria-hidden='true'>{mode === 'frozen' ? '❄' : mode === 'offset' ? '±' : '◷'}</span> <time dateTime={instant}>{instant.slice(0, 19).replace('T', ' ')}</time> UTC{mode !== 'real' && ` ${mode}`}</>
}
