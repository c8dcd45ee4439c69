import { expect, test, vi } from 'vitest'
import { newId } from './ids'

test('ids are different, and such as every action takes', () => {
  const ids = Array.from({ length: 100 }, () => newId('msg'))
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) expect(id).toMatch(/^msg_[0-9a-f]{32}$/)
})

test('a page that is not over TLS makes them, too', () => {
  vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
    throw new TypeError('crypto.randomUUID is not a function')
  })
  expect(newId('cmt')).toMatch(/^cmt_/)
})
