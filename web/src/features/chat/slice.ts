import { createSlice, original, type PayloadAction } from '@reduxjs/toolkit'
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
  begun: Record<string, string> // conversations, by the first message that began them here
}

const initialState: ChatState = { messages: {}, outgoing: [], begun: {} }

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
      const o = s.outgoing.find((x) => x.id === a.payload.messageId)
      if (!o) return
      if (a.payload.sessionId) begin(s, o, a.payload.sessionId)
      if (o.progress.some((p) => p.number === a.payload.progress.number)) return
      o.progress.push(a.payload.progress)
      o.progress.sort((x, y) => x.number - y.number)
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

export const { received, reading, sent, progressed, begins, answered, failed, chatForgotten } = slice.actions
export const chatReducer = slice.reducer
