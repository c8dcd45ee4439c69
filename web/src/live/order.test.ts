import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderBetween } from './order'

// The keys that shared/document/order_test.go has, too.
test.each([
  ['', '', 'a0'],
  ['a0', '', 'a1'],
  ['', 'a0', 'Zz'],
  ['a0', 'a1', 'a0V'],
  ['az', '', 'b00'],
  ['', 'b00', 'az'],
  ['', 'Z0', 'Yzz'],
])('between %j and %j is %j', (a, b, want) => expect(orderBetween(a, b)).toBe(want))

test('keys put anywhere keep the order in which they were put', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 60 }), (places) => {
      const keys: string[] = []
      for (const p of places) {
        const at = p % (keys.length + 1)
        keys.splice(at, 0, orderBetween(keys[at - 1] ?? '', keys[at] ?? ''))
      }
      for (let i = 1; i < keys.length; i++) expect((keys[i - 1] ?? '') < (keys[i] ?? '')).toBe(true)
    }),
  )
})

test('the first must be less than the second', () => {
  expect(() => orderBetween('a1', 'a0')).toThrow()
})
