import { api } from '../../api'
import type { ChatMessage } from '../../api/generated'
import { store } from '../../app/store'
import type { Push, Socket } from '../../live/socket'
import { catchUp, contiguous, messagesOf } from './messages'
import { type Lost, lost, type Progress, progressed, received } from './slice'

/** listenToChat takes in what is said in conversations, here and elsewhere. */
export function listenToChat(socket: Socket) {
  socket.onPush((p) => {
    if (p.type === 'chat.progress') step(p)
    if (p.type === 'chat.message') message(p)
    if (p.type === 'chat.closed') closed(p)
  })
  socket.onStatus((s) => {
    if (s !== 'online') return
    store.dispatch(api.util.invalidateTags(['Conversation'])) // what one may do there may have changed
    for (const id of Object.keys(store.getState().chat.messages)) void catchUp(id).catch(() => {})
  })
}

function step(p: Push) {
  const { messageId, ...progress } = p.data as Progress & { messageId: string }
  store.dispatch(progressed({ messageId, sessionId: p.topic, progress }))
}

function message(p: Push) {
  const id = p.topic ?? ''
  const known = store.getState().chat.messages[id]
  if (!known) {
    // Said elsewhere, in a conversation that is not open here.
    store.dispatch(api.util.invalidateTags(['Conversations']))
    return
  }
  const m = p.data as ChatMessage | undefined
  if (m) store.dispatch(received([m]))
  const me = store.getState().user.user?.id
  if (m?.by && m.by !== me && !known.some((k) => k.by === m.by)) store.dispatch(api.util.invalidateTags(['Conversation'])) // somebody new: it is shared by now
  if (m?.documents && m.by !== me) store.dispatch(api.util.invalidateTags(['Documents', 'Artifacts']))
  if (!m || contiguous(messagesOf(id)) < (p.seq ?? 0)) void catchUp(id).catch(() => {})
}

/** closed is for a conversation that one may no longer read. */
function closed(p: Push) {
  const sessionId = p.topic ?? ''
  const { reason: why } = p.data as { reason: Lost }
  if (store.getState().chat.messages[sessionId]) store.dispatch(lost({ sessionId, why }))
  store.dispatch(api.util.invalidateTags(['Conversations', 'Documents', 'Artifacts']))
}
