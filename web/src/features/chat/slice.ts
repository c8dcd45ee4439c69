import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import type { ChatMessage } from '../../api/generated'
import type { Trouble } from '../../api/problem'
import { addStep, answeredAlready, type Elsewhere, heard, type Progress } from './elsewhere'

export type { Progress }

/** Lost is why one has a conversation no more, as far as that is known. */
export type Lost = 'revoked' | 'deleted' | 'missing'

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
  elsewhere: Elsewhere[]
  lost: Record<string, Lost> // by conversation
}

const initialState: ChatState = { messages: {}, outgoing: [], elsewhere: [], lost: {} }

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
      if (s.elsewhere.length > 0) s.elsewhere = s.elsewhere.filter((e) => !answeredAlready(s.messages[e.sessionId], e.id))
    },
    /** A conversation is open here from now on, also if nothing was said in it yet. */
    opened: (s, a: PayloadAction<string>) => {
      s.messages[a.payload] ??= []
    },
    /** One has a conversation no more; what one wrote stays. What was told first is what is known best. */
    lost: (s, a: PayloadAction<{ sessionId: string; why: Lost }>) => {
      const { sessionId, why } = a.payload
      delete s.messages[sessionId]
      s.elsewhere = s.elsewhere.filter((e) => e.sessionId !== sessionId)
      s.lost[sessionId] ??= why
    },
    /** Whether one has it is asked again. */
    lossForgotten: (s, a: PayloadAction<string>) => {
      delete s.lost[a.payload]
    },
    sent: (s, a: PayloadAction<Outgoing>) => {
      const old = s.outgoing.findIndex((o) => o.id === a.payload.id)
      if (old < 0) s.outgoing.push(a.payload)
      else s.outgoing[old] = a.payload
    },
    progressed: (s, a: PayloadAction<{ messageId: string; sessionId?: string; progress: Progress }>) => {
      const { messageId: id, sessionId, progress: step } = a.payload
      const o = s.outgoing.find((x) => x.id === id)
      if (o) {
        o.sessionId ??= sessionId
        addStep(o.progress, step)
      } else if (sessionId) heard(s.elsewhere, s.messages[sessionId], { id, sessionId, step })
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

export const { received, opened, lost, lossForgotten, sent, progressed, answered, failed, chatForgotten } = slice.actions
export const chatReducer = slice.reducer
