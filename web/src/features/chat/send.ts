/**
 * Sending: a message is kept in this browser until its reply is here, and sent again under
 * the same id after a lost connection or a reload, which does nothing twice.
 */
import { api } from '../../api'
import type { ChatReply } from '../../api/generated'
import { troubleOf } from '../../api/problem'
import { store } from '../../app/store'
import { unkept } from '../../app/unkept'
import { socket } from '../../live/hub'
import { newId } from '../../live/ids'
import { keeper } from '../../live/kept'
import { Gone, TooLarge } from '../../live/socket'
import { catchUp } from './messages'
import { answered, begins, failed, type Outgoing, received, sent } from './slice'

/** outbox keeps the messages of who is signed in that have no reply. */
const outbox = (userId = store.getState().user.user?.id) => keeper<Outgoing>(`aio-outbox-${userId}-`, unkept)

/** resumeOutbox sends what had no reply when the page was left. */
export function resumeOutbox(userId: string) {
  for (const o of outbox(userId).all()) void deliver(o)
}

/** say sends a message and gives its id; without a conversation it begins one. */
export function say(text: string, sessionId?: string): string {
  const id = newId('msg')
  void deliver({ id, sessionId, text, progress: [] })
  return id
}

/** again sends a message that failed once more. */
export function again(o: Outgoing) {
  void deliver({ ...o, progress: [], trouble: undefined })
}

/** forget takes a message that failed out of the outbox. */
export function forget(id: string) {
  store.dispatch(answered(id))
  outbox().remove(id)
}

/** ask sends a message over the socket, or by REST if it is too large for that. */
async function ask({ id, text, sessionId }: Outgoing): Promise<ChatReply> {
  const message = { id, text, ...(sessionId ? { sessionId } : {}) }
  try {
    return await socket.call<ChatReply>('chat.send', message)
  } catch (e) {
    if (!(e instanceof TooLarge)) throw e
    return store.dispatch(api.endpoints.chatSend.initiate({ chatNewMessage: message })).unwrap()
  }
}

async function deliver(o: Outgoing): Promise<void> {
  const kept = outbox()
  const userId = store.getState().user.user?.id
  store.dispatch(sent(o))
  kept.add(o)
  try {
    const reply = await ask(o)
    if (store.getState().user.user?.id !== userId) return // somebody else is signed in: it is in the outbox
    store.dispatch(begins({ id: o.id, sessionId: reply.sessionId }))
    store.dispatch(received([reply.message]))
    await catchUp(reply.sessionId)
    store.dispatch(answered(o.id))
    kept.remove(o.id)
    if (!o.sessionId) store.dispatch(api.util.invalidateTags(['Conversations']))
    if (reply.documents.length > 0) store.dispatch(api.util.invalidateTags(['Documents', 'Artifacts']))
  } catch (e) {
    if (e instanceof Gone) return // signed out or closed: it is in the outbox
    const trouble = troubleOf(e)
    store.dispatch(failed({ id: o.id, trouble }))
    if (trouble.code === 'forbidden') store.dispatch(api.util.invalidateTags(['Conversation'])) // one may only read it by now
  }
}
