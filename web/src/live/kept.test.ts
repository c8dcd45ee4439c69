import { beforeEach, expect, test } from 'vitest'
import { keeper } from './kept'

beforeEach(() => localStorage.clear())

test('things are kept in their order until they are removed, also from another page', () => {
  const one = keeper<{ id: string; n: number }>('x-')
  for (let n = 0; n < 20; n++) one.add({ id: `id${n}`, n })
  const other = keeper<{ id: string; n: number }>('x-')
  other.remove('id3')
  expect(one.all().map((o) => o.n)).toEqual([...Array(20).keys()].filter((n) => n !== 3))
})

test('what another page adds is not overwritten', () => {
  const [one, other] = [keeper('x-'), keeper('x-')]
  one.add({ id: 'a' })
  other.add({ id: 'b' })
  one.remove('a')
  expect(other.all()).toEqual([{ id: 'b' }])
})

test('things of other prefixes are others', () => {
  keeper('x-1-').add({ id: 'a' })
  expect(keeper('x-2-').all()).toEqual([])
})

test('a full storage is no error', () => {
  const full = {
    ...localStorage,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  } as unknown as Storage
  expect(() => keeper('x-', full).add({ id: 'a' })).not.toThrow()
})
