import { beforeEach, expect, test, vi } from 'vitest'
import { storage } from './storage'

beforeEach(() => {
  localStorage.clear()
  for (const key of storage.keys()) storage.remove(key)
})

const full = () =>
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
const denied = () =>
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError')
  })

test.each([
  ['full', full],
  ['denied', denied],
])('a storage that is %s keeps things with the page, and says so', (_, make) => {
  make()
  expect(storage.set('a', '1')).toBe(false)
  expect(storage.get('a')).toBe('1')
  expect(storage.keys()).toEqual(['a'])
  vi.restoreAllMocks()
  expect(localStorage).toHaveLength(0)
  expect(storage.get('a')).toBe('1')
  storage.remove('a')
  expect(storage.get('a')).toBeNull()
})

test('what does not fit takes the place of what is stored, until something fits again', () => {
  expect(storage.set('a', 'old')).toBe(true)
  full()
  storage.set('a', 'new')
  expect(storage.get('a')).toBe('new')
  expect(storage.keys()).toEqual(['a'])
  vi.restoreAllMocks()
  storage.set('a', 'newer')
  expect(storage.get('a')).toBe('newer')
  expect(localStorage.getItem('a')).toBe('newer')
})
