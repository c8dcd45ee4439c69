import { createSlice, original, type PayloadAction } from '@reduxjs/toolkit'
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
  begun: Record<string, string> // conversations, by the first message that began them here
  opened: Record<string, true> // conversations that were read to their end here
  elsewhere: Elsewhere[]
  lost: Record<string, Lost> // by conversation
}

const initialState: ChatState = { messages: {}, outgoing: [], begun: {}, opened: {}, elsewhere: [], lost: {} }

/** merged puts messages into a list that is in order, each once, in the time that it takes to read both. */
function merged(known: ChatMessage[], more: ChatMessage[]): ChatMessage[] {
  const all: ChatMessage[] = []
  let at = 0
  const takeWhile = (before: number) => {
    for (let k = known[at]; k && k.seq <= before; k = known[++at]) all.push(k)
  }
  for (const m of [...more].sort((a, b) => a.seq - b.seq)) {
    takeWhile(m.seq)
    if (all.at(-1)?.seq !== m.seq) all.push(m)
  }
  takeWhile(Number.POSITIVE_INFINITY)
  return all.length === known.length ? known : all
}

function begin(s: ChatState, o: Outgoing, sessionId: string) {
  if (o.sessionId) return
  o.sessionId = sessionId
  s.begun[o.id] = sessionId
}

const slice = createSlice({
  name: 'chat',
  initialState,
  reducers: {
    /** Messages may come twice and in any order. */
    received: (s, a: PayloadAction<ChatMessage[]>) => {
      const known = original(s)?.messages ?? {} // as it is: a draft is slow to read
      for (const id of new Set(a.payload.map((m) => m.sessionId))) {
        const more = a.payload.filter((m) => m.sessionId === id)
        s.messages[id] = merged(known[id] ?? [], more)
      }
      if (s.elsewhere.length > 0) s.elsewhere = s.elsewhere.filter((e) => !answeredAlready(s.messages[e.sessionId], e.id))
    },
    /** One has a conversation no more; what one wrote stays. What was told first is what is known best. */
    lost: (s, a: PayloadAction<{ sessionId: string; why: Lost }>) => {
      const { sessionId, why } = a.payload
      delete s.messages[sessionId]
      delete s.opened[sessionId]
      s.elsewhere = s.elsewhere.filter((e) => e.sessionId !== sessionId)
      s.lost[sessionId] ??= why
    },
    /** Whether one has it is asked again. */
    lossForgotten: (s, a: PayloadAction<string>) => {
      delete s.lost[a.payload]
    },
    /** A conversation is open here from now on: who is signed in may read it. */
    opened: (s, a: PayloadAction<string>) => {
      s.opened[a.payload] = true
      s.elsewhere = s.elsewhere.filter((e) => e.sessionId !== a.payload) // what goes on tells its next step
    },
    /** What is said in a conversation that is being read is taken in meanwhile. */
    reading: (s, a: PayloadAction<string>) => {
      s.messages[a.payload] ??= []
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
        if (sessionId) begin(s, o, sessionId)
        addStep(o.progress, step)
      } else if (sessionId) heard(s.elsewhere, s.messages[sessionId], { id, sessionId, step })
    },
    begins: (s, a: PayloadAction<{ id: string; sessionId: string }>) => {
      const o = s.outgoing.find((x) => x.id === a.payload.id)
      if (o) begin(s, o, a.payload.sessionId)
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

export const { received, reading, opened, lost, lossForgotten, sent, progressed, begins, answered, failed, chatForgotten } = slice.actions
export const chatReducer = slice.reducer
