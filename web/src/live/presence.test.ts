import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Wire } from './document'
import { Presence } from './presence'
import { Refused } from './socket'

let said: Array<Record<string, unknown>>
let pauseMs: number
let wire: Wire

beforeEach(() => {
  vi.useFakeTimers()
  said = []
  lost.mockClear()
  pauseMs = 300
  wire = {
    status: 'online',
    onPush: () => () => {},
    onStatus: () => () => {},
    call: (async (_: string, args: Record<string, unknown> = {}) => {
      said.push(args)
      return { pauseMs }
    }) as Wire['call'],
  }
})
afterEach(() => vi.useRealTimers())

const lost = vi.fn()
const presence = () => new Presence('doc', wire, Date.now, lost)

test('who arrives asks, and answers those who ask after the pause', async () => {
  const p = presence()
  p.tell({ y: 2 }) // nobody hears it before one follows the document
  p.arrive()
  await vi.advanceTimersByTimeAsync(0)
  p.hear({ peer: 'p', userId: 'u', ask: true })
  p.tell({ x: 1 })
  await vi.advanceTimersByTimeAsync(299)
  expect(said).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(said).toEqual([
    { documentId: 'doc', state: { y: 2 }, ask: true },
    { documentId: 'doc', state: { y: 2, x: 1 } },
  ])
})

test('who is asked says where one is, unless one has left', async () => {
  const p = presence()
  p.arrive()
  await vi.advanceTimersByTimeAsync(300)
  p.hear({ peer: 'p', userId: 'u' })
  expect(said).toHaveLength(1)
  p.hear({ peer: 'p', userId: 'u', ask: true })
  expect(said).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(0)
  p.hear({ peer: 'p', userId: 'u', ask: true }) // after the pause
  p.leave()
  expect(vi.getTimerCount()).toBe(0)
  p.hear({ peer: 'p', userId: 'u', ask: true })
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toHaveLength(2)
})

test('who is told not to follow a document after leaving it does not mind', async () => {
  const p = presence()
  wire.call = () => Promise.reject(new Refused({ status: 409, code: 'not_following', title: '', detail: '' }))
  p.arrive()
  p.leave()
  await vi.advanceTimersByTimeAsync(0)
  expect(lost).not.toHaveBeenCalled()
})

test('who arrives again while the pause has still to pass asks after it', async () => {
  const p = presence()
  p.arrive()
  await vi.advanceTimersByTimeAsync(0)
  p.leave()
  p.arrive()
  p.tell({ x: 1 })
  await vi.advanceTimersByTimeAsync(300)
  expect(said.at(-1)).toEqual({ documentId: 'doc', state: { x: 1 }, ask: true })
})

test('who is told not to follow the document says so, once one had arrived', async () => {
  const p = presence()
  p.arrive()
  wire.call = () => Promise.reject(new Refused({ status: 409, code: 'not_following', title: '', detail: '' }))
  await vi.advanceTimersByTimeAsync(300)
  p.tell({ x: 1 })
  await vi.advanceTimersByTimeAsync(0)
  expect(lost).toHaveBeenCalledOnce()
})

test('many moves are told as often as the pause allows, the last one in any case', async () => {
  const p = presence()
  p.arrive()
  for (let x = 0; x < 100; x++) {
    p.tell({ x })
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(300)
  expect(said.length).toBeLessThanOrEqual(6) // two before the first answer tells the pause
  expect(said.at(-1)?.state).toEqual({ x: 99 })
})

test('those of a connection before are forgotten', () => {
  const p = presence()
  p.hear({ peer: 'p', userId: 'u' })
  expect(p.others()).toHaveLength(1)
  p.arrive()
  expect(p.others()).toEqual([])
})
