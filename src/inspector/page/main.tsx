import { render } from 'preact'
import { loadAbout } from './about.js'
import { App } from './app.js'
import { listenToKeys } from './keyboard.js'
import { connect } from './live.js'
import { followHash } from './route.js'
import { restoreTheme } from './theme.js'
import { followTraffic } from './traffic.js'
import { attempt } from './ui.js'

restoreTheme()
followHash()
listenToKeys()
followTraffic()
render(<App />, document.getElementById('app') as HTMLElement)
connect()
attempt(loadAbout)
