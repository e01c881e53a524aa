import { useStore } from '@nanostores/preact'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { Act, Screen, send, useNow } from '../controls.js'
import { plural } from '../format.js'
import { resource } from '../resource.js'
import { notify } from '../ui.js'
import { Mint } from './mint.js'
import { TokenTable } from './table.js'

const tokens = resource(['tokens', 'users'], async sandbox => (await ask(sandbox, 'GET /tokens')).tokens)
const users = resource(['users'], async sandbox => (await ask(sandbox, 'GET /users')).users)

/** The tokens of the sandbox, and a form for more. */
export function TokensScreen (): JSX.Element {
  const all = useStore(tokens.$value)
  const people = useStore(users.$value)
  const now = useNow()
  const [minted, setMinted] = useState<string | undefined>(undefined)
  return (
    <Screen title='Tokens' of={tokens} aside={<Act run={expireAll}>Expire all</Act>}>
      {all && people && now && (
        <>
          <Mint users={people} now={now} show={setMinted} />
          {(['access', 'refresh'] as const).map(kind => <TokenTable key={kind} kind={kind} tokens={all.filter(token => token.kind === kind)} users={people} now={now} chosen={minted} />)}
        </>
      )}
    </Screen>
  )
}

async function expireAll (): Promise<void> {
  const { expired } = await send('POST /tokens/expire', { body: {} })
  notify(`${plural(expired, 'token')} expired`)
}
