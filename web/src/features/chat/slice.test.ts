import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatMessage } from '../../api/generated'
import { answered, chatReducer, failed, lossForgotten, lost, opened, progressed, received, sent } from './slice'

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

const from = (seq: number, by: string, role: ChatMessage['role'] = 'user'): ChatMessage => ({ ...message(seq), by, role })
const step = (messageId: string, number: number, sessionId = 'cnv') =>
  progressed({ messageId, sessionId, progress: { number, step: 'running' } })

test('what is done for another person is told until they have their reply, and not again after it', () => {
  let s = chatReducer(start, opened('cnv'))
  for (const a of [step('msg_1', 2), step('msg_1', 1), step('msg_1', 2), received([from(1, 'bob'), from(2, 'cleo')]), step('msg_2', 1)]) {
    s = chatReducer(s, a)
  }
  expect(s.elsewhere.map((e) => [e.id, e.progress.map((p) => p.number)])).toEqual([
    ['msg_1', [1, 2]],
    ['msg_2', [1]],
  ])
  s = chatReducer(s, received([from(3, 'bob', 'assistant')]))
  expect(s.elsewhere.map((e) => e.id)).toEqual(['msg_2'])
  expect(chatReducer(s, step('msg_1', 3)).elsewhere.map((e) => e.id)).toEqual(['msg_2'])
})

test('steps of what was said here, or in a conversation that is not open, are told nowhere else', () => {
  let s = chatReducer(chatReducer(start, opened('cnv')), sent({ id: 'mine', sessionId: 'cnv', text: 'x', progress: [] }))
  s = chatReducer(chatReducer(s, step('mine', 1)), step('msg_9', 1, 'other'))
  expect(s.elsewhere).toEqual([])
  expect(s.outgoing[0]?.progress).toHaveLength(1)
})

test('what one has lost is gone, but for what one wrote; why is what was told first', () => {
  let s = chatReducer(start, received([from(1, 'bob')]))
  s = chatReducer(chatReducer(s, step('msg_1', 1)), sent({ id: 'mine', sessionId: 'cnv', text: 'x', progress: [] }))
  s = chatReducer(chatReducer(s, lost({ sessionId: 'cnv', why: 'revoked' })), lost({ sessionId: 'cnv', why: 'missing' }))
  expect(s).toMatchObject({ messages: {}, elsewhere: [], lost: { cnv: 'revoked' }, outgoing: [{ id: 'mine' }] })
  expect(chatReducer(s, lossForgotten('cnv')).lost).toEqual({})
})
