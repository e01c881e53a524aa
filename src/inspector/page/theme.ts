import { atom } from 'nanostores'

const themes = ['system', 'light', 'dark'] as const
export type Theme = typeof themes[number]

const KEY = 'zoho-attachments-mock.theme'

/** Which colours the page has. */
export const $theme = atom<Theme>('system')

function stored (): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    // The browser may be told to keep nothing.
    return null
  }
}

/** Takes the theme that was chosen before. */
export function restoreTheme (): void {
  set(themes.find(name => name === stored()) ?? 'system')
}

/** Changes to the next theme. */
export function nextTheme (): void {
  set(themes[(themes.indexOf($theme.get()) + 1) % themes.length] as Theme)
}

function set (next: Theme): void {
  $theme.set(next)
  document.documentElement.dataset.theme = next
  try {
    localStorage.setItem(KEY, next)
  } catch {}
}
