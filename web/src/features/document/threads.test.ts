import { expect, test } from 'vitest'
import type { DocumentComment } from '../../api/beside'
import { threadsOf } from './threads'

const comment = (id: string, thread: string, at: string, text = id): DocumentComment => ({ id, thread, at, text, by: 'u' })

test('comments are grouped, whatever their order', () => {
  const threads = threadsOf([
    comment('r2', 'a', '2026-01-01T00:00:05Z'),
    comment('b', 'b', '2026-01-01T00:00:03Z'),
    comment('r1', 'a', '2026-01-01T00:00:04Z'),
    comment('a', 'a', '2026-01-01T00:00:01Z'),
  ])
  expect(threads.map((t) => [t.first.id, ...t.replies.map((r) => r.id)])).toEqual([['b'], ['a', 'r1', 'r2']])
})

test('a thread stays as long as anybody says something in it', () => {
  const threads = threadsOf([
    comment('a', 'a', '1', ''),
    comment('r1', 'a', '2'),
    comment('r2', 'a', '3', ''),
    comment('b', 'b', '4', ''),
    comment('r3', 'b', '5', ''),
    comment('lost', 'c', '6'),
  ])
  expect(threads.map((t) => [t.first.id, ...t.replies.map((r) => r.id)])).toEqual([['a', 'r1']])
})
