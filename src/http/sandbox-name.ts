/** What can stand in a URL as the name of a sandbox, as a regular expression. */
export const SANDBOX_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'

const pattern = new RegExp(SANDBOX_NAME)

/** Whether a text can stand in a URL as the name of a sandbox. */
export function isSandboxName (text: string): boolean {
  return pattern.test(text)
}
