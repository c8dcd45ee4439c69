import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import type { ChatIntent, ChatMessage } from '../../api/generated'
import type { Trouble } from '../../api/problem'

/** Progress is a step of what is being done for a message. */
export interface Progress {
  number: number
  step: 'understood' | 'running' | 'showing'
  operation?: string
  intent?: ChatIntent
}

/** Outgoing is a message of one's own that has no reply yet. It is kept until it has. */
export interface Outgoing {
  id: string
  sessionId?: string
  text: string
  progress: Progress[]
  /** What went wrong; absent while it is under way. */
  trouble?: Trouble
}

interface ChatState {
  messages: Record<string, ChatMessage[]> // by conversation, in order
  outgoing: Outgoing[]
}

const initialState: ChatState = { messages: {}, outgoing: [] }

const slice = createSlice({
  name: 'chat',
  initialState,
  reducers: {
    /** Messages may come twice and in any order. */
    received: (s, a: PayloadAction<ChatMessage[]>) => {
      for (const m of a.payload) {
        s.messages[m.sessionId] ??= []
        const list = s.messages[m.sessionId] as ChatMessage[]
        const at = list.findLastIndex((x) => x.seq <= m.seq) // most come in order: it is the last
        if (list[at]?.seq !== m.seq) list.splice(at + 1, 0, m)
      }
    },
    sent: (s, a: PayloadAction<Outgoing>) => {
      const old = s.outgoing.findIndex((o) => o.id === a.payload.id)
      if (old < 0) s.outgoing.push(a.payload)
      else s.outgoing[old] = a.payload
    },
    progressed: (s, a: PayloadAction<{ messageId: string; sessionId?: string; progress: Progress }>) => {
      const o = s.outgoing.find((x) => x.id === a.payload.messageId)
      if (!o) return
      o.sessionId ??= a.payload.sessionId
      if (o.progress.some((p) => p.number === a.payload.progress.number)) return
      o.progress.push(a.payload.progress)
      o.progress.sort((x, y) => x.number - y.number)
    },
    answered: (s, a: PayloadAction<string>) => {
      s.outgoing = s.outgoing.filter((o) => o.id !== a.payload)
    },
    failed: (s, a: PayloadAction<{ id: string; trouble: Trouble }>) => {
      const o = s.outgoing.find((x) => x.id === a.payload.id)
      if (o) o.trouble = a.payload.trouble
    },
    chatForgotten: () => initialState,
  },
})

export const { received, sent, progressed, answered, failed, chatForgotten } = slice.actions
export const chatReducer = slice.reducer
