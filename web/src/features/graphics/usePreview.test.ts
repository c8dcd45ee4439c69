import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { rendered } from './preview'
import type { CanvasHandle } from './useCanvas'
import { usePreview } from './usePreview'

vi.mock('./preview', async (original) => ({ ...(await original<typeof import('./preview')>()), rendered: vi.fn() }))

const canvas = (seq: number, pending = 0) =>
  ({ id: 'doc_1', snapshot: { state: { seq, kind: 'canvas', objects: new Map() }, pending } }) as unknown as CanvasHandle

let answers: Array<(picture: ImageBitmap) => void>

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  vi.mocked(rendered).mockReset()
  vi.mocked(rendered).mockImplementation(() => new Promise((resolve) => answers.push(resolve)))
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

type Args = { seq: number; pending?: number; wanted?: boolean }

const show = (first: Args) =>
  renderHook(({ seq, pending, wanted = true }: Args) => usePreview(canvas(seq, pending), wanted, 0.6), { initialProps: first })

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const picture = (name: string) => ({ name }) as unknown as ImageBitmap

test('the server is asked once, when nothing has changed for a while', async () => {
  const { rerender } = show({ seq: 1 })
  for (let seq = 2; seq <= 5; seq++) {
    await pass(600)
    rerender({ seq })
  }
  expect(rendered).not.toHaveBeenCalled()
  await pass(700)
  expect(vi.mocked(rendered).mock.calls).toEqual([['doc_1', 5, 1]])
})

test('a picture is of what was asked for: after a change there is none until the next', async () => {
  const { result, rerender } = show({ seq: 1 })
  await pass(700)
  await act(async () => answers[0]?.(picture('one')))
  expect(result.current.picture).toEqual({ name: 'one' })
  rerender({ seq: 2 })
  expect(result.current.picture).toBeUndefined()
  await pass(700)
  rerender({ seq: 3 })
  await act(async () => answers[1]?.(picture('two')))
  expect(result.current.picture).toBeUndefined()
  await pass(700)
  await act(async () => answers[2]?.(picture('three')))
  expect(result.current.picture).toEqual({ name: 'three' })
})

test('nothing is asked for what is drawn here, nor before the server has it', async () => {
  const { rerender } = show({ seq: 1, wanted: false })
  await pass(2000)
  rerender({ seq: 1, pending: 1 })
  await pass(2000)
  expect(rendered).not.toHaveBeenCalled()
  rerender({ seq: 2 })
  await pass(700)
  expect(rendered).toHaveBeenCalledOnce()
})

test('why there is no picture is told', async () => {
  vi.mocked(rendered).mockRejectedValue({ status: 422, data: { code: 'picture_unusable', detail: 'It is gone.' } })
  const { result } = show({ seq: 1 })
  await pass(700)
  expect(result.current).toMatchObject({ trouble: { code: 'picture_unusable', message: 'It is gone.' } })
})
