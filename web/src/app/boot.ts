/** What happens once when the page opens, and whenever somebody signs in or out. */
import { baseApi } from '../api/base'
import { session } from '../api/session'
import { listenToChat } from '../features/chat/pushes'
import { resumeOutbox } from '../features/chat/send'
import { chatForgotten } from '../features/chat/slice'
import { socket } from '../live/hub'
import { store } from './store'
import { signedIn } from './user'

/** Whether somebody signed in here before: only then is there a cookie to ask with. */
const hintKey = 'aio-signed-in'

const againAfterMs = 2_000 // a moment to a person, and few requests a minute

export async function boot() {
  listenToChat(socket)
  let before: string | null | undefined
  session.listen((user) => {
    store.dispatch(signedIn(user))
    if (user) localStorage.setItem(hintKey, user.id)
    else localStorage.removeItem(hintKey)
    const id = user?.id ?? null
    if (id === before) return
    socket.stop()
    if (before) {
      store.dispatch(chatForgotten())
      store.dispatch(baseApi.util.resetApiState())
    }
    before = id
    if (user) {
      socket.start()
      resumeOutbox(user.id)
    }
  })
  while (localStorage.getItem(hintKey)) {
    if (await session.renew('').catch(() => false)) return
    // Nothing was said of the session, or the hint would be gone: the server is busy.
    if (localStorage.getItem(hintKey)) await new Promise((resolve) => setTimeout(resolve, againAfterMs))
  }
  store.dispatch(signedIn(null))
}
