import { beforeEach, expect, test, vi } from 'vitest'
import { fetchContent } from '../../api/content'
import { keepAtHand, shownBy } from './shown'

vi.mock('../../api/content', () => ({ fetchContent: vi.fn(async (path: string) => new Blob([path])) }))

beforeEach(() => vi.mocked(fetchContent).mockClear())

test('a picture is the canvas’s, as it was after a commit', async () => {
  await shownBy('doc_1', 7, 'art_1')
  expect(fetchContent).toHaveBeenCalledExactlyOnceWith('/api/v1/tools/graphics/canvases/doc_1/pictures/art_1?seq=7')
})

test('what was just put there is at hand, once', async () => {
  const data = new Blob(['a'])
  keepAtHand('art_1', data)
  expect(await shownBy('doc_1', 7, 'art_1')).toBe(data)
  expect(fetchContent).not.toHaveBeenCalled()
  await shownBy('doc_1', 8, 'art_1')
  expect(fetchContent).toHaveBeenCalledOnce()
})

test('only some are at hand', async () => {
  for (let i = 0; i < 9; i++) keepAtHand(`art_${i}`, new Blob())
  for (let i = 8; i >= 0; i--) await shownBy('doc_1', 7, `art_${i}`)
  expect(vi.mocked(fetchContent).mock.calls).toEqual([['/api/v1/tools/graphics/canvases/doc_1/pictures/art_0?seq=7']])
})
