/** Reading conversations: what one missed is read from after the last message without gaps. */
import type { ChatMessage } from '../../api/generated'
import { store } from '../../app/store'
import { socket } from '../../live/hub'
import { Refused } from '../../live/socket'
import { lost, opened, reading, received } from './slice'

const none: ChatMessage[] = []

export const messagesOf = (sessionId: string | undefined): ChatMessage[] => (sessionId && store.getState().chat.messages[sessionId]) || none

/** contiguous gives the sequence number up to which nothing is missing. */
export function contiguous(list: ChatMessage[]): number {
  let seq = 0
  for (const m of list) {
    if (m.seq !== seq + 1) break
    seq = m.seq
  }
  return seq
}

interface Page {
  items: ChatMessage[]
  nextCursor?: string
}

/** catchUp reads all that is missing of a conversation; that there is none for who is signed in is noted. */
export async function catchUp(sessionId: string): Promise<void> {
  store.dispatch(reading(sessionId))
  let cursor: string | undefined
  const after = contiguous(messagesOf(sessionId))
  try {
    do {
      const page: Page = await socket.call('chat.list_messages', { sessionId, after, limit: 200, ...(cursor ? { cursor } : {}) })
      store.dispatch(received(page.items))
      cursor = page.nextCursor
    } while (cursor)
    store.dispatch(opened(sessionId))
  } catch (e) {
    if (e instanceof Refused && e.data.code === 'not_found') store.dispatch(lost({ sessionId, why: 'missing' }))
    throw e
  }
}
