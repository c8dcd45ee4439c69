import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatMessage } from '../../api/generated'
import { answered, begins, chatReducer, failed, lossForgotten, lost, progressed, reading, received, sent } from './slice'

const message = (seq: number, sessionId = 'cnv'): ChatMessage => ({
  id: `msg_${sessionId}_${seq}`,
  sessionId,
  seq,
  role: 'user',
  text: String(seq),
  createdAt: '',
})
const start = chatReducer(undefined, { type: 'start' })

test('messages come in any order, in pages and more than once, and are in order once', () => {
  const some = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 30 }), of: fc.constantFrom('a', 'b') }))
  fc.assert(
    fc.property(fc.array(some), (pages) => {
      const s = pages.reduce((state, page) => chatReducer(state, received(page.map((m) => message(m.seq, m.of)))), start)
      for (const of of ['a', 'b']) {
        const seqs = pages.flat().filter((m) => m.of === of)
        const want = [...new Set(seqs.map((m) => m.seq))].sort((x, y) => x - y)
        expect((s.messages[of] ?? []).map((m) => m.seq)).toEqual(want)
      }
    }),
  )
})

test('what is known already changes nothing', () => {
  const s = chatReducer(start, received([message(1), message(2)]))
  expect(chatReducer(s, received([message(2), message(1)])).messages.cnv).toBe(s.messages.cnv)
})

test('a long conversation is taken in by reading each message a few times', () => {
  let reads = 0
  const counted = (seq: number): ChatMessage => {
    const { seq: _, ...rest } = message(seq)
    return Object.defineProperty(rest as ChatMessage, 'seq', { enumerable: true, get: () => ++reads && seq })
  }
  const all = Array.from({ length: 2000 }, (_, i) => counted(i + 1))
  const s = chatReducer(start, received([counted(2000)])) // pushed before the rest was read
  const full = chatReducer(s, received(all))
  chatReducer(full, received(all)) // read again
  expect(full.messages.cnv).toHaveLength(2000)
  expect(reads).toBeLessThan(30 * all.length)
})

test('what is said in a conversation while it is read is taken in', () => {
  expect(chatReducer(start, reading('cnv')).messages.cnv).toEqual([])
  const s = chatReducer(start, received([message(1)]))
  expect(chatReducer(s, reading('cnv')).messages.cnv).toBe(s.messages.cnv)
})

test('the conversation that a first message begins is known by its progress or by its reply, and no other', () => {
  const first = chatReducer(start, sent({ id: 'm', text: 'x', progress: [] }))
  const both = [
    progressed({ messageId: 'm', sessionId: 'cnv', progress: { number: 1, step: 'running' } }),
    begins({ id: 'm', sessionId: 'cnv' }),
  ]
  for (const a of both) expect(chatReducer(first, a).begun).toEqual({ m: 'cnv' })
  const later = chatReducer(start, sent({ id: 'm', sessionId: 'cnv', text: 'x', progress: [] }))
  for (const a of both) expect(chatReducer(later, a).begun).toEqual({})
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
  let s = chatReducer(start, reading('cnv'))
  for (const a of [
    step('msg_cnv_1', 2),
    step('msg_cnv_1', 1),
    step('msg_cnv_1', 2),
    received([from(1, 'bob'), from(2, 'cleo')]),
    step('msg_cnv_2', 1),
  ]) {
    s = chatReducer(s, a)
  }
  expect(s.elsewhere.map((e) => [e.id, e.progress.map((p) => p.number)])).toEqual([
    ['msg_cnv_1', [1, 2]],
    ['msg_cnv_2', [1]],
  ])
  s = chatReducer(s, received([from(3, 'bob', 'assistant')]))
  expect(s.elsewhere.map((e) => e.id)).toEqual(['msg_cnv_2'])
  expect(chatReducer(s, step('msg_cnv_1', 3)).elsewhere.map((e) => e.id)).toEqual(['msg_cnv_2'])
})

test('steps of what was said here, or in a conversation that is not open, are told nowhere else', () => {
  let s = chatReducer(chatReducer(start, reading('cnv')), sent({ id: 'mine', sessionId: 'cnv', text: 'x', progress: [] }))
  s = chatReducer(chatReducer(s, step('mine', 1)), step('msg_cnv_9', 1, 'other'))
  expect(s.elsewhere).toEqual([])
  expect(s.outgoing[0]?.progress).toHaveLength(1)
})

test('what one has lost is gone, but for what one wrote; why is what was told first', () => {
  let s = chatReducer(start, received([from(1, 'bob')]))
  s = chatReducer(chatReducer(s, step('msg_cnv_1', 1)), sent({ id: 'mine', sessionId: 'cnv', text: 'x', progress: [] }))
  s = chatReducer(chatReducer(s, lost({ sessionId: 'cnv', why: 'revoked' })), lost({ sessionId: 'cnv', why: 'missing' }))
  expect(s).toMatchObject({ messages: {}, elsewhere: [], lost: { cnv: 'revoked' }, outgoing: [{ id: 'mine' }] })
  expect(chatReducer(s, lossForgotten('cnv')).lost).toEqual({})
})
