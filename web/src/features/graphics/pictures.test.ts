import { expect, test, vi } from 'vitest'
import type { Artifact } from '../../api'
import type { Upload, uploads } from '../files/upload'
import { arrived, tooLarge, unfit } from './pictures'

test.each([
  [{ type: 'image/png', size: 1 }, undefined],
  [{ type: 'image/webp', size: 52_428_800 }, undefined],
  [{ type: 'image/jpeg', size: 52_428_801 }, 'size'],
  [{ type: 'image/svg+xml', size: 1 }, 'type'],
  [{ type: '', size: 1 }, 'type'],
])('%o is unfit for the canvas: %s', (file, why) => expect(unfit(file)).toBe(why))

test.each([
  [10_000, 10_000, false],
  [10_000, 10_001, true],
  [16_385, 1, true],
])('%i×%i pixels are too many: %s', (width, height, is) => expect(tooLarge({ width, height })).toBe(is))

/** A list of uploads with one in it, that is changed from outside. */
function list(first: Partial<Upload>) {
  let all: Upload[] = [{ key: '1', name: 'a.png', bytes: 10, sent: 0, state: 'sending', ...first }]
  const watchers = new Set<() => void>()
  const change = (next: Upload[]) => {
    all = next
    for (const f of watchers) f()
  }
  const dismiss = vi.fn<(typeof uploads)['dismiss']>((key) => change(all.filter((u) => u.key !== key)))
  const subscribe = (f: () => void) => {
    watchers.add(f)
    return () => watchers.delete(f)
  }
  return {
    from: { get: () => all, subscribe, dismiss },
    watchers,
    dismiss,
    become: (u: Partial<Upload>) => change(all.map((o) => ({ ...o, ...u }))),
    empty: () => change([]),
  }
}

test('an upload that is done gives its file, and leaves the list', async () => {
  const l = list({})
  const file = arrived('1', l.from)
  l.become({ state: 'waiting' })
  l.become({ sent: 10, state: 'done', artifact: { id: 'art_1' } as Artifact })
  expect(await file).toEqual({ id: 'art_1' })
  expect(l.dismiss).toHaveBeenCalledExactlyOnceWith('1')
  expect(l.watchers.size).toBe(0)
})

test('an upload that fails says why, and leaves the list', async () => {
  const l = list({})
  const file = arrived('1', l.from)
  const trouble = { code: 'quota_exceeded', message: 'No room is left.', fields: [] }
  l.become({ state: 'failed', trouble })
  await expect(file).rejects.toBe(trouble)
  expect(l.dismiss).toHaveBeenCalledExactlyOnceWith('1')
})

test('an upload that was taken off the list gives nothing', async () => {
  const l = list({})
  const file = arrived('1', l.from)
  l.empty()
  expect(await file).toBeUndefined()
  expect(l.dismiss).not.toHaveBeenCalled()
})

test('a file that is put in two places while it is sent arrives in both', async () => {
  const l = list({})
  const both = [arrived('1', l.from), arrived('1', l.from)]
  l.become({ state: 'done', artifact: { id: 'art_1' } as Artifact })
  expect(await Promise.all(both)).toEqual([{ id: 'art_1' }, { id: 'art_1' }])
  expect(l.from.get()).toEqual([])
})
