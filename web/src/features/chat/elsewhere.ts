/** What is being done for messages that were not said here: by other people of a conversation, or by oneself in another window. */
import type { ChatMessage } from '../../api/generated'

/** Progress is a step of what is being done for a message. */
export interface Progress {
  number: number
  step: 'understood' | 'running' | 'showing'
  operation?: string
  intent?: ChatMessage['intent']
  /** Of several requests in one message: which one, from 1, and how many there are. */
  at?: number
  of?: number
}

export interface Elsewhere {
  /** Of the message. */
  id: string
  sessionId: string
  progress: Progress[]
}

const none: ChatMessage[] = []

/** addStep takes in a step once and in order, however they come. */
export function addStep(progress: Progress[], step: Progress) {
  if (progress.some((p) => p.number === step.number)) return
  progress.push(step)
  progress.sort((x, y) => x.number - y.number)
}

/**
 * answeredAlready says whether whoever said a message has a reply from after it. A reply does not say what it answers:
 * of two messages of one person under way, the steps of the second are not told on once the first is answered.
 */
export function answeredAlready(messages: ChatMessage[] = none, id: string): boolean {
  const said = messages.findLast((m) => m.id === id)
  return said !== undefined && messages.some((m) => m.role === 'assistant' && m.by === said.by && m.seq > said.seq)
}

/** heard takes in a step of a conversation that is open here; one that comes after the reply is nothing new. */
export function heard(
  all: Elsewhere[],
  messages: ChatMessage[] | undefined,
  { id, sessionId, step }: Omit<Elsewhere, 'progress'> & { step: Progress },
) {
  if (!messages || answeredAlready(messages, id)) return
  let e = all.find((x) => x.id === id)
  if (!e) {
    e = { id, sessionId, progress: [] }
    all.push(e)
    e = all[all.length - 1] as Elsewhere // as the store has it from now on
  }
  addStep(e.progress, step)
}
