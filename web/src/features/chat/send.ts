/**
 * Sending: a message is kept in this browser until its reply is here, and sent again under
 * the same id after a lost connection or a reload, which does nothing twice.
 */
import { api } from '../../api'
import type { ChatReply } from '../../api/generated'
import { troubleOf } from '../../api/problem'
import { store } from '../../app/store'
import { socket } from '../../live/hub'
import { keeper } from '../../live/kept'
import { Gone } from '../../live/socket'
import { catchUp } from './messages'
import { answered, failed, type Outgoing, received, sent } from './slice'

/** outbox keeps the messages of who is signed in that have no reply. */
const outbox = (userId = store.getState().user.user?.id) => keeper<Outgoing>(`aio-outbox-${userId}-`)

/** resumeOutbox sends what had no reply when the page was left. */
export function resumeOutbox(userId: string) {
  for (const o of outbox(userId).all()) void deliver(o)
}

/** say sends a message and gives its conversation, which may be a new one. */
export function say(text: string, sessionId?: string): Promise<string | undefined> {
  return deliver({ id: `msg_${crypto.randomUUID().replaceAll('-', '')}`, sessionId, text, progress: [] })
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

async function deliver(o: Outgoing): Promise<string | undefined> {
  const kept = outbox()
  store.dispatch(sent(o))
  kept.add(o)
  try {
    const { id, text, sessionId } = o
    const reply = await socket.call<ChatReply>('chat.send', { id, text, ...(sessionId ? { sessionId } : {}) })
    store.dispatch(received([reply.message]))
    await catchUp(reply.sessionId)
    store.dispatch(answered(o.id))
    kept.remove(o.id)
    if (!sessionId) store.dispatch(api.util.invalidateTags(['Conversations']))
    if (reply.documents.length > 0) store.dispatch(api.util.invalidateTags(['Documents', 'Artifacts']))
    return reply.sessionId
  } catch (e) {
    if (e instanceof Gone) return undefined // signed out or closed: it is in the outbox
    const trouble = troubleOf(e)
    store.dispatch(failed({ id: o.id, trouble }))
    if (trouble.code === 'forbidden') store.dispatch(api.util.invalidateTags(['Conversation'])) // one may only read it by now
    return undefined
  }
}
