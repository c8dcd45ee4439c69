import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatMessage } from '../../api/generated'
import { answered, chatReducer, failed, progressed, received, sent } from './slice'

const message = (seq: number): ChatMessage => ({ id: `msg_${seq}`, sessionId: 'cnv', seq, role: 'user', text: String(seq), createdAt: '' })
const start = chatReducer(undefined, { type: 'start' })

test('messages come in any order and more than once, and are in order once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (seqs) => {
      const s = seqs.reduce((state, seq) => chatReducer(state, received([message(seq)])), start)
      const want = [...new Set(seqs)].sort((a, b) => a - b)
      expect((s.messages.cnv ?? []).map((m) => m.seq)).toEqual(want)
    }),
  )
})

test('progress tells the conversation, and steps come once and in order', () => {
  let s = chatReducer(start, sent({ id: 'm', text: 'x', progress: [] }))
  for (const number of [2, 1, 2]) {
    s = chatReducer(s, progressed({ messageId: 'm', sessionId: 'cnv', progress: { number, step: 'running' } }))
  }
  expect(s.outgoing[0]?.sessionId).toBe('cnv')
  expect(s.outgoing[0]?.progress.map((p) => p.number)).toEqual([1, 2])
})

test('what failed stays until it is sent again, and then is one message', () => {
  let s = chatReducer(start, sent({ id: 'm', text: 'x', progress: [] }))
  s = chatReducer(s, failed({ id: 'm', trouble: { code: 'unknown', message: 'no', fields: [] } }))
  expect(s.outgoing[0]?.trouble?.message).toBe('no')
  s = chatReducer(s, sent({ id: 'm', text: 'x', progress: [] }))
  expect(s.outgoing).toHaveLength(1)
  expect(s.outgoing[0]?.trouble).toBeUndefined()
  expect(chatReducer(s, answered('m')).outgoing).toEqual([])
})
