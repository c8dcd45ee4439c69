import { beforeEach, expect, test, vi } from 'vitest'
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

test('a full storage is no error: it is told, and what is kept is found for as long as the page is open', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  const unkept = vi.fn()
  keeper('y-', unkept).add({ id: 'a' })
  expect(unkept).toHaveBeenCalledOnce()
  expect(keeper('y-').all()).toEqual([{ id: 'a' }])
})

test('an entry that is broken, or that another tab has just removed, hides no others', () => {
  const one = keeper('x-')
  one.add({ id: 'a' })
  one.add({ id: 'b' })
  localStorage.setItem('x-broken', '{"at":')
  const get = Storage.prototype.getItem
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(function (this: Storage, key) {
    return key === 'x-a' ? null : get.call(this, key)
  })
  expect(one.all()).toEqual([{ id: 'b' }])
})
