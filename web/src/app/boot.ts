/** What happens once when the page opens, and whenever somebody signs in or out. */
import { baseApi } from '../api/base'
import { session } from '../api/session'
import { chatForgotten } from '../features/chat/slice'
import { storage } from './storage'
import { store } from './store'
import { signedIn } from './user'

/** Whether somebody signed in here before: only then is there a cookie to ask with. */
const hintKey = 'aio-signed-in'

const againAfterMs = 2_000 // a moment to a person, and few requests a minute

export const inside = () => import('./inside')

export async function boot() {
  let before: string | null = null
  session.listen((user) => {
    store.dispatch(signedIn(user))
    if (user) storage.set(hintKey, user.id)
    else storage.remove(hintKey)
    const id = user?.id ?? null
    if (id === before) return
    if (before) {
      store.dispatch(chatForgotten())
      store.dispatch(baseApi.util.resetApiState())
    }
    before = id
    void connect(() => before)
  })
  if (storage.get(hintKey)) void inside().catch(() => {}) // meanwhile
  while (storage.get(hintKey)) {
    if (await session.renew('').catch(() => false)) return
    // Nothing was said of the session, or the hint would be gone: the server is busy.
    if (storage.get(hintKey)) await new Promise((resolve) => setTimeout(resolve, againAfterMs))
  }
  store.dispatch(signedIn(null))
}

let connectAs: ((userId: string | null) => void) | undefined

/** connect does so as who is signed in: at once, or when the part for it is here. If that cannot be had, the page says so. */
async function connect(now: () => string | null) {
  connectAs ??= (await inside().catch(() => undefined))?.connectAs
  connectAs?.(now())
}
